import type { SourceGrant } from '../../../../contracts/access.ts';
import type { Failure } from '../../../../kit/errors.ts';
import { ok, type Result } from '../../../../kit/result.ts';
import { isObject, parseJson, textOf } from '../../../read-json.ts';
import { checkKey } from '../../../secrets.ts';
import type { DeliveryFacts, RequestFacts, Verified } from '../../../source.ts';
import { parseFlowFormat } from './flow-format.ts';
import { requestIdOf } from './reply.ts';
import { TEXT_FORMATS } from './text-line.ts';

/** A stream has up to 50 attributes of a kilobyte; ours are two, so that a longer header has little to do with us. */
const ATTRIBUTES_MAX_LENGTH = 8_192;

/**
 * One of the stream's static attributes (`HttpEndpointDestinationConfiguration.RequestConfiguration.CommonAttributes`), which come
 * with every request as JSON in a header. Its owner wrote them, as the key proves.
 */
function attributesOf(request: RequestFacts): (name: string) => string | undefined {
  const header = request.headers.get('x-amz-firehose-common-attributes') ?? '';
  const parsed = header !== '' && header.length <= ATTRIBUTES_MAX_LENGTH ? parseJson(header) : undefined;
  const all = parsed?.ok === true && isObject(parsed.value) ? parsed.value['commonAttributes'] : undefined;
  return (name) => (isObject(all) ? textOf(all, name) : undefined);
}

/** How lines of text are to be read: the stream's own attributes go before the source's settings. */
function factsOf(request: RequestFacts, grant: SourceGrant): DeliveryFacts {
  const attribute = attributesOf(request);
  const setting = grant.settings?.['flowLogFormat'];
  const written = attribute('flowLogFormat') ?? (typeof setting === 'string' ? setting : undefined);
  const flow = written === undefined ? undefined : parseFlowFormat(written);
  const format = TEXT_FORMATS.find((f) => f === attribute('format'));
  return {
    // One that cannot be used is noted as none, so that whoever wrote it hears so with each line.
    ...(written === undefined ? {} : { flowFields: flow?.names.join(' ') ?? '' }),
    ...(format === undefined ? {} : { format }),
  };
}

/** The access key of the stream, one of two while it rotates. Request ids stay the same over Firehose's retries. */
export function verifyFirehose(request: RequestFacts, grant: SourceGrant): Result<Verified, Failure> {
  const key = checkKey(request.headers.get('x-amz-firehose-access-key'), grant);
  if (!key.ok) return key;
  const senderId = requestIdOf(request);
  const facts = factsOf(request, grant);
  return ok({
    ...(senderId === undefined ? {} : { senderId }),
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  });
}
