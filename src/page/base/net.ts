/** Questions to the station beside the stream. */

/** What this browser may do, and whether an access code exists at all. */
export interface Session {
  readonly right: 'none' | 'read' | 'change';
  readonly hasToken: boolean;
}

/** What the station answered, or why it did not. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

/** Reads JSON from the station. Never rejects: what went wrong is in the answer. */
export async function get<T>(path: string): Promise<Answer<T>> {
  return send<T>(path, { method: 'GET' });
}

/** Sends JSON to the station and reads its answer. Never rejects: what went wrong is in the answer. */
export async function post<T>(path: string, body: unknown): Promise<Answer<T>> {
  return send<T>(path, { method: 'POST', body: JSON.stringify(body) });
}

async function send<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, { ...init, headers: { 'x-quietpost': '1' } });
    const value = (await answer.json()) as T & { readonly why?: string };
    return answer.ok ? { ok: true, value } : { ok: false, why: value.why ?? String(answer.status) };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

/** Trades an access code for the cookie. */
export function signIn(token: string): Promise<Answer<Session>> {
  return post<Session>('/api/session', { token });
}
