/**
 * One for as long as the page lives: browsers allow only few. They also let none sound before somebody has pressed something,
 * which after a reload nobody has.
 */
let audio: AudioContext | undefined;

function speaker(): AudioContext {
  if (audio) return audio;
  const made = new AudioContext();
  for (const press of ["pointerdown", "keydown"]) window.addEventListener(press, () => made.state === "running" || void made.resume());
  return (audio = made);
}

/** Whether it would sound now. */
export const isSilent = (): boolean => speaker().state !== "running";

/** Calls back when that changes. */
export function onSpeaker(changed: () => void): () => void {
  const made = speaker();
  made.addEventListener("statechange", changed);
  return () => made.removeEventListener("statechange", changed);
}

/** Two soft tones, made here. What comes while it is silent is not made up for later. */
export function ring(): void {
  const made = speaker();
  if (made.state === "running") sound(made);
  // Just pressed, it takes a moment to begin.
  else if (navigator.userActivation.isActive) void made.resume().then(() => sound(made));
}

function sound(audio: AudioContext): void {
  for (const [index, frequency] of [660, 880].entries()) {
    const start = audio.currentTime + index * 0.16;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.2, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.55);
  }
}
