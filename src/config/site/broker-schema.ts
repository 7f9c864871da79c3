/** Where telemetry goes, as the site file says it. */

import { z } from 'zod';
import { phraseKey } from '../../model/phrase.ts';

const text = z.string().min(1);
const port = z.int().min(1).max(65_535);

/** The section `broker`. */
export const brokerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('embedded').describe('A broker inside this process, for a desktop'),
    port: port.meta({ examples: [1883] }),
    onSite: z.boolean().optional().describe('Also on a real station: nobody else reaches it'),
  }),
  z.strictObject({
    kind: z.literal('mqtt').describe('The broker of the back office'),
    url: z
      .string()
      .regex(/^mqtts?:\/\/[^/\s]+$/, { error: phraseKey('form-broker') })
      .meta({ examples: ['mqtts://broker.example.org:8883'] }),
    username: text.optional(),
    passwordFile: text.optional().describe('File that holds the password, readable by the service only'),
    caFile: text.optional().describe('Certificates that the broker is checked against'),
    certFile: text.optional().describe('Certificate of this station, in the place of a password'),
    keyFile: text.optional().describe('Key of that certificate, readable by the service only'),
    live: z
      .enum(['watched', 'always'])
      .default('watched')
      .describe('Latest values of each device: while somebody watches, or always, 300 MB a day'),
    metered: z
      .boolean()
      .optional()
      .describe('Each byte costs: rows go once a minute, compressed; events, alarms and answers at once'),
  }),
]);
