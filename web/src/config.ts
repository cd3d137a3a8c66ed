/** How people sign in here, as the gateway says it at `/console.json`. */
export type SignInSettings =
  | { sign_in: "demo" }
  | { sign_in: "oidc"; issuer: string; audience: string; client_id: string; scope: string }
  | { sign_in: "unavailable" };

export async function loadSettings(): Promise<SignInSettings> {
  const answer = await fetch("/console.json", { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`/console.json: ${answer.status}`);
  return (await answer.json()) as SignInSettings;
}
