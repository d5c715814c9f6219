import { Indicator } from '../../contracts/agents.ts';
import type { CurrentIndicators, IndicatorCounts } from '../../contracts/indicators.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { currentKey, fingerprintsKey, formerKey } from './keys.ts';
import type { Packer } from './packer.ts';
import { parseCurrent } from './read-list.ts';
import { LineReader } from './read-lines.ts';
import { ShardWriter } from './shard-writer.ts';

/** Lines of one list: 8 MB of fingerprints. */
export const LINES_MAX = 1_000_000;
/** Others that write in between are people with a list of their own. */
const FORCE_ATTEMPTS = 5;
/** JSON's own white space. */
const BLANK = /^[ \t\r]*$/;

/** A list that lies in the bucket and is not in force yet. */
export type WrittenList = Pick<CurrentIndicators, 'version' | 'indicators' | 'byType' | 'digest' | 'shards'>;

/**
 * Writes a version of a list out of a stream of NDJSON; whatever happens, the list in force stays as it is. Memory is bounded however
 * long the list is. Errors: `malformed` with the line as its field, `too_large`.
 */
export async function writeList(
  bucket: R2Bucket,
  org: string,
  version: string,
  body: AsyncIterable<Uint8Array>,
  packer: Packer,
): Promise<Result<WrittenList, Failure>> {
  const reader = new LineReader();
  const shards = new ShardWriter(bucket, org, version);
  const byType: IndicatorCounts = {};
  let line = 0;
  let indicators = 0;
  const takeLines = (lines: Result<readonly string[], Failure>): Failure | undefined => {
    if (!lines.ok) return { ...lines.error, field: `line ${line + 1}` };
    for (const text of lines.value) {
      line++;
      if (BLANK.test(text)) continue;
      if (++indicators > LINES_MAX) return failure('too_large', `A list has at most ${LINES_MAX} indicators.`);
      const read = readIndicator(text);
      const packed = read.ok ? packer.add(read.value) : read;
      if (!read.ok || !packed.ok) {
        const why = read.ok ? (packed.ok ? '' : packed.error) : read.error;
        return failure('malformed', `Line ${line}: ${why}.`, { field: `line ${line}` });
      }
      shards.add(packed.value.shard, packed.value.line);
      byType[read.value.type] = (byType[read.value.type] ?? 0) + 1;
    }
    return undefined;
  };
  try {
    for await (const chunk of body) {
      const wrong = takeLines(reader.take(chunk));
      if (wrong !== undefined) return err(wrong);
      await shards.relieve();
    }
  } catch (cause) {
    // What a decompressor throws at bytes that are no gzip.
    if (cause instanceof TypeError)
      return err(failure('malformed', 'The body is not the gzip that its encoding says.'));
    throw cause;
  }
  const wrong = takeLines(reader.end());
  if (wrong !== undefined) return err(wrong);
  await bucket.put(fingerprintsKey(org, version), packer.finish());
  return ok({ version, indicators, byType, digest: reader.digest(), shards: await shards.finish() });
}

/**
 * Puts a written list in force: the one write on which everything turns. False, and nothing is changed, if a later version is in force
 * already; of two uploads at once the one that began later stays.
 */
export async function putInForce(
  bucket: R2Bucket,
  org: string,
  list: WrittenList,
  who: { readonly by: string; readonly at: number },
): Promise<boolean> {
  const text = JSON.stringify({ v: 1, ...list, ...who } satisfies CurrentIndicators);
  for (let attempt = 0; attempt < FORCE_ATTEMPTS; attempt++) {
    const before = await bucket.get(currentKey(org));
    const known = before === null ? undefined : parseCurrent(await before.text());
    if (known !== undefined && known.version > list.version) return false;
    // `*` matches any object: written only if there is none still.
    const onlyIf = before === null ? { etagDoesNotMatch: '*' } : { etagMatches: before.etag };
    if ((await bucket.put(currentKey(org), text, { onlyIf })) === null) continue;
    await bucket.delete(formerKey(org));
    return true;
  }
  return false;
}

/** No list is in force from now on. */
export const putOutOfForce = (bucket: R2Bucket, org: string): Promise<void> =>
  bucket.delete([currentKey(org), formerKey(org)]);

function readIndicator(line: string): Result<Indicator, string> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return err('it is not JSON; one indicator a line');
  }
  const parsed = Indicator.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not an indicator'}`.trim());
}
