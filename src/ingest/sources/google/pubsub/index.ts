import { problemResponse } from '../../../../kit/errors.ts';
import type { Source } from '../../../source.ts';
import { addBody, addData } from './message.ts';
import { verifyPush } from './verify.ts';

const MIB = 1024 * 1024;
const LIMITS = {
  // A message has 10 MB at most (Pub/Sub quotas), which base64 makes 14.
  bodyBytes: 16 * MIB,
  decompressedBytes: 16 * MIB,
  records: 10_000,
  depth: 64,
};

/** Whatever is not answered with 102, 200, 201, 202 or 204 is sent again, with growing pauses, until it is dead-lettered. */
export const pubsub = {
  id: 'google.pubsub',
  // Without a wrapper the message is the body, and a subscription says no type for it.
  contentTypes: ['application/json', 'application/octet-stream', 'text/plain', ''],
  limits: LIMITS,
  verify: (request, grant, outside) => verifyPush(request, grant, outside, LIMITS),
  // A message that cannot be read would come again for days: as bytes it is taken, and kept with what is wrong with it.
  framing: ({ facts }) => (facts['bare'] === 'yes' ? { as: 'bytes' } : { as: 'document', lists: [] }),
  read(into, { value, at }, { facts, budget }) {
    if (facts['foreign'] === 'yes')
      return into.reject(at(), 'a message of a subscription that the source does not name; see its settings');
    if (value instanceof Uint8Array)
      return addData(into, value, at, { id: facts['id'], published: facts['published'] }, budget);
    return addBody(into, value, at, budget);
  },
  reply: {
    accepted: () => new Response(null, { status: 204 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
