/** The page of the station, served: on this computer, or in the network with an access code. */

import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { serveHttp } from '../../adapters/page/http-server.ts';
import { readPageFiles } from '../../adapters/page/page-files.ts';
import type { PagePlan } from '../../plan/site-plan.ts';
import type { Log } from '../../ports/log.ts';
import { createAccess } from '../../web/http/access.ts';
import { createPageApp } from '../../web/http/app.ts';
import type { PageParts } from '../../web/http/page-parts.ts';

/** What is served, until it is closed. */
export interface ServedPage {
  /** For a browser on this computer; undefined where it could not be served. */
  readonly url: string | undefined;
  close(): void;
}

/** A short code can be guessed. */
const TOKEN_CHARS_MIN = 8;

/** The parts of the page, without what is made here: its files and the right to enter. */
export interface OpenPageParts extends Omit<PageParts, 'files' | 'access'> {
  readonly plan: PagePlan;
  /** The access code of this run, in the place of that of the file. */
  readonly token?: string | undefined;
  readonly log: Log;
  /** The folder of the built page. */
  readonly folder: string;
}

/**
 * Serves the page, in the network only with an access code. What stands in the way (not built, port taken) is
 * logged, and nothing served.
 */
export async function openPage(parts: OpenPageParts): Promise<ServedPage> {
  const { plan, log } = parts;
  const none = { url: undefined, close: () => {} };
  const files = readPageFiles(parts.folder);
  if (files.size === 0) {
    log.warn('page: it was not built: npm run build');
    return none;
  }
  const token = parts.token ?? tokenOf(plan, log);
  const isLan = plan.isLan && token !== undefined;
  const access = createAccess(token, () => performance.now());
  const app = createPageApp({ ...parts, files, access });
  const served = await serveHttp((request, peer) => app.fetch(request, peer), {
    port: plan.port,
    host: isLan ? '0.0.0.0' : '127.0.0.1',
  });
  if ('why' in served) {
    log.warn(`page: not served, ${served.why}`);
    return none;
  }
  if (isLan) log.info(`page: in the network at ${addresses(served.port).join(', ')}, with the access code`);
  return { url: `http://127.0.0.1:${served.port}`, close: served.close };
}

/** Undefined, and a warning, where the file gives none. */
function tokenOf({ tokenFile }: PagePlan, log: Log): string | undefined {
  if (tokenFile === undefined) return undefined;
  try {
    const token = readFileSync(tokenFile, 'utf8').trim();
    if (token.length >= TOKEN_CHARS_MIN) return token;
    log.warn(
      `page: the code in ${tokenFile} has less than ${TOKEN_CHARS_MIN} characters: read only, here alone`,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.warn(`page: no access code, ${why}: read only, on this computer alone`);
  }
  return undefined;
}

function addresses(port: number): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  const found = all
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  return [hostname(), ...found].map((host) => `http://${host}:${port}`);
}
