import { useId, type InputHTMLAttributes, type ReactNode } from "react";

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> {
  label: string;
  help?: string;
  problem?: string | undefined;
  onChange: (value: string) => void;
}

export function Field({ label, help, problem, onChange, ...input }: Props) {
  const id = useId();
  const about = problem ?? help;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        aria-invalid={problem !== undefined}
        aria-describedby={about ? `${id}-about` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {about && <p id={`${id}-about`} className={problem ? "field-problem" : "field-help"}>{about}</p>}
    </div>
  );
}

/** A choice from a list. */
export function Choice({ label, value, options, onChange }: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([option, words]) => <option key={option} value={option}>{words}</option>)}
      </select>
    </div>
  );
}

/** A choice from very few, all in sight. */
export function Segments<T extends string>({ label, value, options, onChange, hideLabel = false }: {
  label: string;
  value: T;
  options: readonly (readonly [value: T, words: ReactNode])[];
  onChange: (value: T) => void;
  hideLabel?: boolean;
}) {
  const id = useId();
  return (
    <fieldset className="segments-field">
      <legend className={hideLabel ? "hidden" : undefined}>{label}</legend>
      <div className="segments">
        {options.map(([option, words]) => (
          <label key={option}>
            <input type="radio" name={id} value={option} checked={value === option} onChange={() => onChange(option)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Switch({ label, on, busy = false, onChange }: {
  label: string;
  on: boolean;
  busy?: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label className="switch">
      <input type="checkbox" role="switch" checked={on} aria-busy={busy} onChange={(event) => busy || onChange(event.target.checked)} />
      <span aria-hidden="true" className="switch-track" />
      <span>{label}</span>
    </label>
  );
}
