import type { Handlers } from './call.ts';
import { cloudtrail } from './cloudtrail/index.ts';
import { ec2 } from './ec2/index.ts';
import { iam } from './iam/index.ts';
import { lambda, LAMBDA_ROUTES } from './lambda/index.ts';
import { json11 } from './protocols/json.ts';
import type { Protocol } from './protocols/protocol.ts';
import { ec2Query, query } from './protocols/query.ts';
import { restJson } from './protocols/rest-json.ts';
import { restXml } from './protocols/rest-xml.ts';
import { s3, S3_ROUTES } from './s3/index.ts';
import { isServiceName, type ServiceName } from './service-name.ts';
import { readSignature, type SignedRequest } from './sigv4.ts';
import { sts } from './sts/index.ts';
import { wafv2 } from './wafv2/index.ts';

interface Service {
  readonly protocol: Protocol;
  readonly handlers: Handlers;
}

export const SERVICES: Readonly<Record<ServiceName, Service>> = {
  iam: {
    protocol: query({ version: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' }),
    handlers: iam,
  },
  sts: {
    protocol: query({ version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' }),
    handlers: sts,
  },
  ec2: {
    protocol: ec2Query({ version: '2016-11-15', namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' }),
    handlers: ec2,
  },
  wafv2: { protocol: json11('AWSWAF_20190729', 'wafv2'), handlers: wafv2 },
  cloudtrail: { protocol: json11('CloudTrail_20131101', 'cloudtrail'), handlers: cloudtrail },
  lambda: { protocol: restJson(LAMBDA_ROUTES, 'lambda'), handlers: lambda },
  s3: { protocol: restXml(S3_ROUTES, 'http://s3.amazonaws.com/doc/2006-03-01/'), handlers: s3 },
};

/** Operations that carry their own proof, and need no signature. */
const UNSIGNED: Readonly<Partial<Record<ServiceName, readonly string[]>>> = { sts: ['AssumeRoleWithWebIdentity'] };

export const needsNoSignature = (service: ServiceName | 'unknown', operation: string): boolean =>
  service !== 'unknown' && (UNSIGNED[service]?.includes(operation) ?? false);

/** What a request says of itself before anybody believes it. */
export interface Claim {
  readonly service: ServiceName | 'unknown';
  readonly operation: string;
  readonly region: string;
  readonly accessKeyId: string;
}

/**
 * Service and operation of a request: by the scope of its signature, as the address is the same for all; where that cannot be
 * read, by what only one of them looks like.
 */
export function claimOf(arrival: SignedRequest): Claim {
  const signed = readSignature(arrival);
  if (typeof signed !== 'string') {
    const { service, region, accessKeyId } = signed.credential;
    if (!isServiceName(service))
      return { service: 'unknown', operation: SERVICES.iam.protocol.operationOf(arrival), region, accessKeyId };
    return { service, operation: SERVICES[service].protocol.operationOf(arrival), region, accessKeyId };
  }
  const operation = SERVICES.sts.protocol.operationOf(arrival);
  if (needsNoSignature('sts', operation)) return { service: 'sts', operation, region: 'us-east-1', accessKeyId: '' };
  for (const service of ['wafv2', 'cloudtrail', 'lambda', 's3'] as const) {
    const named = SERVICES[service].protocol.operationOf(arrival);
    if (named !== '' && !(arrival.headers.get('content-type') ?? '').startsWith(FORM))
      return { service, operation: named, region: '', accessKeyId: '' };
  }
  return { service: 'unknown', operation, region: '', accessKeyId: '' };
}

const FORM = 'application/x-www-form-urlencoded';
