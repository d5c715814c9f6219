import type { AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { field, ifTold, list, tagsIfTold, text } from '../../../../answer.ts';

export interface FunctionParams {
  functionName: string;
}

export interface FunctionState {
  /** Reserved concurrent executions; null: none are reserved */
  readonly reserved: number | null;
  /** ARNs of the queues and streams that it polls, sorted; at most a page of them, none where they cannot be read */
  readonly sources: readonly string[];
}

export const stateOf = (snapshot: Snapshot): FunctionState => snapshot.state as unknown as FunctionState;

export const functionArn = (place: Place, name: string): string =>
  `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${name}`;

export const lambda = (operation: string, place: Place, params: { [key: string]: Json }) => ({
  service: 'lambda' as const,
  operation,
  region: place.region,
  params,
});

/** Reads the reserved concurrency, the tags and what the function polls. A missing function is an answer, not an error. */
export async function readFunction(
  read: AwsRead,
  p: FunctionParams,
  place: Place,
): Promise<Result<Snapshot, AwsError>> {
  const [concurrency, tagged, mapped] = await Promise.all([
    read(lambda('GetFunctionConcurrency', place, { FunctionName: p.functionName })),
    read(lambda('ListTags', place, { Resource: functionArn(place, p.functionName) })),
    read(lambda('ListEventSourceMappings', place, { FunctionName: p.functionName })),
  ]);
  if (!concurrency.ok)
    return concurrency.error.kind === 'not_found'
      ? ok({ exists: false, tags: {}, dependents: [], state: {} })
      : err(concurrency.error);
  const tags = tagsIfTold(tagged, (value) => recordOf(field(value, 'Tags')));
  if (!tags.ok) return tags;
  const mappings = ifTold(mapped);
  if (!mappings.ok) return mappings;
  const reserved = field(concurrency.value, 'ReservedConcurrentExecutions');
  const state: FunctionState = {
    reserved: typeof reserved === 'number' ? reserved : null,
    sources: list(mappings.value ?? {}, 'EventSourceMappings')
      .map((m) => text(m, 'EventSourceArn'))
      .filter((arn) => arn !== '')
      .sort(),
  };
  return ok({
    exists: true,
    tags: tags.value,
    dependents: state.sources,
    state: state as unknown as JsonObject,
  });
}

/** Lambda's tags are one object, not a list of pairs. */
const recordOf = (tags: Json | undefined): Record<string, string> =>
  typeof tags === 'object' && tags !== null && !Array.isArray(tags)
    ? Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, typeof value === 'string' ? value : '']))
    : {};
