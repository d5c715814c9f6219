import { ApiError } from '../api-error.ts';
import { authorize, placeOf, type Call, type Handlers } from '../call.ts';
import type { LambdaFunction } from '../model.ts';
import type { Route } from '../protocols/routes.ts';

const FUNCTION = '/2015-03-31/functions/{FunctionName}';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html: each operation has the date of its own version */
export const LAMBDA_ROUTES: readonly Route[] = [
  {
    operation: 'ListFunctions',
    method: 'GET',
    path: '/2015-03-31/functions',
    query: { Marker: 'Marker', MaxItems: 'MaxItems' },
  },
  { operation: 'GetFunction', method: 'GET', path: FUNCTION, query: { Qualifier: 'Qualifier' } },
  {
    operation: 'GetFunctionConfiguration',
    method: 'GET',
    path: `${FUNCTION}/configuration`,
    query: { Qualifier: 'Qualifier' },
  },
  { operation: 'GetFunctionConcurrency', method: 'GET', path: '/2019-09-30/functions/{FunctionName}/concurrency' },
  { operation: 'PutFunctionConcurrency', method: 'PUT', path: '/2017-10-31/functions/{FunctionName}/concurrency' },
  {
    operation: 'DeleteFunctionConcurrency',
    method: 'DELETE',
    path: '/2017-10-31/functions/{FunctionName}/concurrency',
    status: 204,
  },
  { operation: 'ListTags', method: 'GET', path: '/2017-03-31/tags/{Resource}' },
];

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and lambda-concurrency.html: what an account has, and what must stay for functions without a share of their own */
const ACCOUNT_CONCURRENCY = 1000;
const UNRESERVED_LEAST = 100;
const PAGE_MOST = 50;
/** Name, partial ARN or ARN, with a version or alias */
const NAMED =
  /^(?:arn:aws:lambda:([a-z0-9-]+):)?(?:([0-9]{12}):)?(?:function:)?([\w-]{1,64})(?::(\$LATEST|[\w-]{1,128}))?$/;

const arnOf = (call: Call, name: string): string =>
  `arn:aws:lambda:${call.region}:${call.caller.account}:function:${name}`;

const error = (code: string, message: string, status: number): ApiError =>
  new ApiError(code, message, status, { Type: 'User' });

/** The function that is named, authorized before it is said whether there is one. */
function named(call: Call, whole = true): LambdaFunction {
  const asked = call.params.need('FunctionName');
  const match = NAMED.exec(asked);
  if (!match)
    throw error(
      'ValidationException',
      `1 validation error detected: Value '${asked.slice(0, 140)}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern`,
      400,
    );
  const [, region = call.region, account = call.caller.account, name, version] = match;
  const elsewhere = region !== call.region || account !== call.caller.account;
  const found = elsewhere ? undefined : call.store.get('function', placeOf(call), name!);
  const arn = elsewhere ? `arn:aws:lambda:${region}:${account}:function:${name}` : arnOf(call, name!);
  authorize(call, [{ arn, tags: found?.tags ?? {} }]);
  if (whole && version !== undefined)
    throw error('InvalidParameterValueException', 'This operation is permitted on Lambda functions only.', 400);
  if (!found) throw error('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  return found;
}

const put = (call: Call, f: LambdaFunction): void => call.store.put('function', placeOf(call), f.name, f);

const configurationOf = (f: LambdaFunction) => ({
  FunctionName: f.name,
  FunctionArn: f.arn,
  Runtime: f.runtime,
  Role: f.role,
  Handler: 'index.handler',
  CodeSize: 0,
  Description: f.description,
  Timeout: 3,
  MemorySize: 128,
  LastModified: new Date(f.modifiedAt).toISOString().replace('Z', '+0000'),
  Version: '$LATEST',
  PackageType: 'Zip',
  Architectures: ['x86_64'],
  State: 'Active',
  LastUpdateStatus: 'Successful',
});

function putConcurrency(call: Call) {
  const f = named(call);
  const wanted = call.params.whole('ReservedConcurrentExecutions');
  if (wanted === undefined || wanted < 0)
    throw error(
      'ValidationException',
      `1 validation error detected: Value '${wanted ?? 'null'}' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 0`,
      400,
    );
  const others = call.store
    .list('function', placeOf(call))
    .reduce((sum, x) => sum + (x.name === f.name ? 0 : (x.reservedConcurrency ?? 0)), 0);
  // To take nothing is always allowed, and is what throttles a function.
  if (wanted > 0 && ACCOUNT_CONCURRENCY - others - wanted < UNRESERVED_LEAST)
    throw error(
      'InvalidParameterValueException',
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_LEAST}].`,
      400,
    );
  put(call, { ...f, reservedConcurrency: wanted });
  return { ReservedConcurrentExecutions: wanted };
}

const concurrencyOf = (f: LambdaFunction) =>
  f.reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: f.reservedConcurrency };

export const lambda: Handlers = {
  ListFunctions: (call) => {
    authorize(call);
    const all = call.store.list('function', placeOf(call)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const size = Math.min(PAGE_MOST, call.params.whole('MaxItems') ?? PAGE_MOST);
    const marker = call.params.text('Marker');
    const from = marker === undefined ? 0 : all.findIndex((f) => f.name === marker) + 1;
    const page = all.slice(from, from + size);
    return {
      Functions: page.map(configurationOf),
      ...(from + size < all.length ? { NextMarker: page.at(-1)!.name } : {}),
    };
  },
  GetFunction: (call) => {
    const f = named(call, false);
    return {
      Configuration: configurationOf(f),
      Code: { RepositoryType: 'S3' },
      ...(Object.keys(f.tags).length > 0 ? { Tags: f.tags } : {}),
      ...(f.reservedConcurrency === undefined ? {} : { Concurrency: concurrencyOf(f) }),
    };
  },
  GetFunctionConfiguration: (call) => configurationOf(named(call, false)),
  // Its answer is empty where nothing is reserved, which is not the same as nought.
  GetFunctionConcurrency: (call) => concurrencyOf(named(call)),
  PutFunctionConcurrency: putConcurrency,
  DeleteFunctionConcurrency: (call) => {
    const { reservedConcurrency: _, ...rest } = named(call);
    put(call, rest);
    return {};
  },
  ListTags: (call) => {
    const arn = call.params.need('Resource');
    const name = /^arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:([\w-]{1,64})$/.exec(arn)?.[1];
    const found = name === undefined ? undefined : call.store.get('function', placeOf(call), name);
    const own = found?.arn === arn ? found : undefined;
    authorize(call, [{ arn, tags: own?.tags ?? {} }]);
    if (name === undefined)
      throw error('InvalidParameterValueException', `${arn.slice(0, 140)} is not the ARN of a function`, 400);
    if (!own) throw error('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    return { Tags: own.tags };
  },
};
