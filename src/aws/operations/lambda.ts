import {
  allText,
  boolean,
  list,
  map,
  number,
  struct,
  text,
  texts,
  time,
  type Fields,
  type Http,
  type Operations,
} from '../shape.ts';

/* https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html; each operation has the date of its own version. */

/** A name, a partial ARN or an ARN, with or without a version; dots alone would be a step in the path. */
const FUNCTION_NAME = /^(?!\.{1,2}$)[\w:$.-]{1,256}$/;
const RESOURCE_ARN = /^arn:[a-z-]{1,20}:lambda:[\w:$.-]{1,256}$/;

const onFunction = (method: Http['method'], date: string, rest: string): Http => ({
  method,
  path: `/${date}/functions/{FunctionName}/${rest}`,
  labels: { FunctionName: FUNCTION_NAME },
});
const functionName = allText('FunctionName');
const concurrency: Fields = { ReservedConcurrentExecutions: number };

export const lambdaOperations: Operations = {
  GetFunctionConcurrency: {
    input: functionName,
    output: concurrency,
    http: onFunction('GET', '2019-09-30', 'concurrency'),
  },
  PutFunctionConcurrency: {
    input: { ...functionName, ...concurrency },
    output: concurrency,
    http: onFunction('PUT', '2017-10-31', 'concurrency'),
  },
  DeleteFunctionConcurrency: {
    input: functionName,
    output: {},
    http: onFunction('DELETE', '2017-10-31', 'concurrency'),
  },
  GetFunctionConfiguration: {
    input: allText('FunctionName', 'Qualifier'),
    // Without `Environment`: nothing here needs it, and people keep secrets in it.
    output: {
      ...allText(
        'FunctionName',
        'FunctionArn',
        'Runtime',
        'Role',
        'Handler',
        'Description',
        'LastModified',
        'CodeSha256',
        'Version',
        'KMSKeyArn',
        'MasterArn',
        'RevisionId',
        'State',
        'StateReason',
        'StateReasonCode',
        'LastUpdateStatus',
        'LastUpdateStatusReason',
        'LastUpdateStatusReasonCode',
        'PackageType',
      ),
      CodeSize: number,
      Timeout: number,
      MemorySize: number,
      VpcConfig: struct({ VpcId: text, SubnetIds: texts, SecurityGroupIds: texts, Ipv6AllowedForDualStack: boolean }),
      Layers: list(struct({ Arn: text, CodeSize: number })),
      Architectures: texts,
    },
    http: { ...onFunction('GET', '2015-03-31', 'configuration'), query: { Qualifier: 'Qualifier' } },
  },
  ListEventSourceMappings: {
    input: { ...allText('EventSourceArn', 'FunctionName', 'Marker'), MaxItems: number },
    output: {
      NextMarker: text,
      EventSourceMappings: list(
        struct({
          ...allText(
            'UUID',
            'EventSourceArn',
            'FunctionArn',
            'EventSourceMappingArn',
            'State',
            'StateTransitionReason',
            'LastProcessingResult',
          ),
          BatchSize: number,
          LastModified: time,
        }),
      ),
    },
    http: {
      method: 'GET',
      path: '/2015-03-31/event-source-mappings',
      labels: {},
      query: {
        EventSourceArn: 'EventSourceArn',
        FunctionName: 'FunctionName',
        Marker: 'Marker',
        MaxItems: 'MaxItems',
      },
    },
  },
  ListTags: {
    input: { Resource: text },
    output: { Tags: map(text) },
    http: { method: 'GET', path: '/2017-03-31/tags/{Resource}', labels: { Resource: RESOURCE_ARN } },
  },
};
