import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';
import { samplesOf } from './samples.ts';

/** A rule sends one event a request; a list is what an input transformer or a pipe makes. */
export const client = {
  id: 'aws.eventbridge',
  gzip: false,
  wrap: ({ records }) => ({
    body: utf8(JSON.stringify(records.length === 1 ? records[0] : records)),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  }),
  sign: (_body, { secret }) => ({ 'x-api-key': secret }),
  samples: samplesOf,
} as const satisfies SourceClient;
