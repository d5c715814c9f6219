import { fieldsIn, textIn, type Fields, type TrailRecord } from './cloudtrail.ts';
import { parsePolicy } from './policy/document.ts';
import type { WorldSeed } from './seed-schema.ts';
import { checkedAddresses } from './wafv2/addresses.ts';

type AccountSeed = WorldSeed['accounts'][number];
type RegionSeed = NonNullable<AccountSeed['regions']>[string];
type BucketSeed = NonNullable<AccountSeed['buckets']>[number];
type FunctionSeed = NonNullable<RegionSeed['functions']>[number];
type TrailSeed = NonNullable<RegionSeed['trails']>[number];
type IpSetSeed = NonNullable<RegionSeed['ipSets']>[number];

const REGION = /^[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const FUNCTION = /^(?:arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:)?([\w-]{1,64})(?::[\w$-]+)?$/;
const TRAIL = /^(?:arn:aws:cloudtrail:([a-z0-9-]+):([0-9]{12}):trail\/)?([\w.-]{3,128})$/;
const SET_NAME = /^[\w-]{1,128}$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The sets into which Vedette puts what it blocks: somebody made them for it, and bound them to a rule. */
export const BLOCKED_SETS: readonly IpSetSeed[] = [
  { name: 'vedette-blocked-ipv4', version: 'IPV4' },
  { name: 'vedette-blocked-ipv6', version: 'IPV6' },
];

const ALL_ON = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
type Flag = keyof typeof ALL_ON;

/** What records say of one account's buckets, and of its functions, trails and IP sets by region. */
export class ServicesDraft {
  readonly #account: string;
  readonly #buckets = new Map<string, BucketSeed>();
  readonly #functions = new Map<string, FunctionSeed>();
  readonly #trails = new Map<string, TrailSeed>();
  readonly #sets = new Map<string, IpSetSeed>();

  constructor(account: string) {
    this.#account = account;
  }

  buckets(): BucketSeed[] {
    return [...this.#buckets.values()];
  }

  /** What there is in one region; every region has Vedette's sets. */
  region(region: string): Pick<RegionSeed, 'functions' | 'trails' | 'ipSets'> {
    const own = <T>(map: Map<string, T>): T[] =>
      [...map].filter(([key]) => key.startsWith(`${region}/`)).map(([, value]) => value);
    const sets = own(this.#sets);
    return {
      functions: own(this.#functions),
      trails: own(this.#trails),
      ipSets: [...sets, ...BLOCKED_SETS.filter((s) => !sets.some((x) => x.name === s.name))],
    };
  }

  /** Regions that only an ARN in a record names. */
  regions(): string[] {
    const keys = [...this.#functions.keys(), ...this.#trails.keys(), ...this.#sets.keys()];
    return [...new Set(keys.map((key) => key.split('/')[0]!))];
  }

  /** `change` gets what is there, or a bucket that nobody opened yet. */
  bucket({ request, region }: TrailRecord, change: (bucket: BucketSeed) => BucketSeed): void {
    const name = textIn(request, 'bucketName');
    if (!BUCKET.test(name) || !REGION.test(region)) return;
    this.#buckets.set(name, change(this.#buckets.get(name) ?? { name, region, publicAccessBlock: ALL_ON }));
  }

  deleteBucket(name: string): void {
    this.#buckets.delete(name);
  }

  function({ request, response, region }: TrailRecord, change: (f: FunctionSeed) => FunctionSeed | undefined): void {
    const name = FUNCTION.exec(textIn(request, 'functionName'))?.[1];
    if (name === undefined || !REGION.test(region)) return;
    const key = `${region}/${name}`;
    const role = textIn(response, 'role');
    const changed = change(this.#functions.get(key) ?? { name, ...(role.startsWith('arn:') ? { role } : {}) });
    if (changed) this.#functions.set(key, changed);
    else this.#functions.delete(key);
  }

  /** By name or ARN; a trail that the records did not make was logging. */
  trail(record: TrailRecord, named: string, change: (t: TrailSeed) => TrailSeed | undefined): void {
    const [, home = record.region, account = this.#account, name] = TRAIL.exec(named) ?? [];
    if (name === undefined || account !== this.#account || !REGION.test(home)) return;
    const changed = change(this.#trails.get(`${home}/${name}`) ?? { name });
    if (changed) this.#trails.set(`${home}/${name}`, changed);
    else this.#trails.delete(`${home}/${name}`);
  }

  ipSet(region: string, set: IpSetSeed): void {
    const home = set.scope === 'CLOUDFRONT' ? 'us-east-1' : region;
    if (SET_NAME.test(set.name) && REGION.test(home)) this.#sets.set(`${home}/${set.scope}/${set.name}`, set);
  }
}

/** Takes up what a successful call did to a bucket, function, trail or IP set. */
export function servicesIn(draft: ServicesDraft, record: TrailRecord): void {
  if (record.failed) return;
  // Lambda's names carry the date of the API's version: `UpdateFunctionCode20150331v2`.
  const name = record.name.replace(/[0-9]{8}(v[0-9])?$/, '');
  if (Object.hasOwn(CALLS, name)) CALLS[name]!(draft, record);
}

type Take = (draft: ServicesDraft, record: TrailRecord) => void;
const seen: Take = (draft, record) => draft.bucket(record, (b) => b);
const used: Take = (draft, record) => draft.function(record, (f) => f);
const looked: Take = (draft, record) => draft.trail(record, textIn(record.request, 'name'), (t) => t);
function unblocked(bucket: BucketSeed): BucketSeed {
  const { publicAccessBlock: _, ...rest } = bucket;
  return rest;
}

/** A bucket's policy, if it is one; records have it as JSON or as its text. */
function bucketPolicy(request: Fields): string | undefined {
  const given = request['bucketPolicy'];
  const text = typeof given === 'string' ? given : JSON.stringify(given ?? null);
  try {
    parsePolicy(text, 'resource');
    return text;
  } catch {
    return undefined;
  }
}

function ipSetIn({ request, response }: TrailRecord): IpSetSeed | undefined {
  const id = (textIn(fieldsIn(response, 'summary'), 'id') || textIn(request, 'id')).toLowerCase();
  const given = request['addresses'];
  const texts = (Array.isArray(given) ? (given as unknown[]) : []).filter((a) => typeof a === 'string');
  const version =
    texts.some((a) => a.includes(':')) || textIn(request, 'iPAddressVersion') === 'IPV6' ? 'IPV6' : 'IPV4';
  try {
    return {
      name: textIn(request, 'name'),
      scope: textIn(request, 'scope') === 'CLOUDFRONT' ? 'CLOUDFRONT' : 'REGIONAL',
      version,
      addresses: checkedAddresses(texts, version),
      ...(GUID.test(id) ? { id } : {}),
    };
  } catch {
    return undefined;
  }
}

const takeIpSet: Take = (draft, record) => {
  const set = ipSetIn(record);
  if (set) draft.ipSet(record.region, set);
};

const CALLS: Readonly<Record<string, Take>> = {
  // A bucket is made with its block, since April 2023.
  CreateBucket: seen,
  GetBucketAcl: seen,
  GetBucketPolicy: seen,
  DeleteBucket: (draft, { request }) => draft.deleteBucket(textIn(request, 'bucketName')),
  // A policy that lets everybody in is only taken where nothing blocks it.
  PutBucketPolicy: (draft, record) => {
    const policy = bucketPolicy(record.request);
    draft.bucket(record, (b) => ({ ...unblocked(b), ...(policy === undefined ? {} : { policy }) }));
  },
  DeleteBucketPublicAccessBlock: (draft, record) => draft.bucket(record, unblocked),
  DeletePublicAccessBlock: (draft, record) => draft.bucket(record, unblocked),
  PutBucketPublicAccessBlock: (draft, record) => {
    const given = fieldsIn(record.request, 'PublicAccessBlockConfiguration');
    const on = (name: Flag): boolean => given[name] === true || given[name] === 'true';
    draft.bucket(record, (b) => ({
      ...b,
      publicAccessBlock: {
        BlockPublicAcls: on('BlockPublicAcls'),
        IgnorePublicAcls: on('IgnorePublicAcls'),
        BlockPublicPolicy: on('BlockPublicPolicy'),
        RestrictPublicBuckets: on('RestrictPublicBuckets'),
      },
    }));
  },
  CreateFunction: used,
  UpdateFunctionCode: used,
  UpdateFunctionConfiguration: used,
  AddPermission: used,
  Invoke: used,
  DeleteFunction: (draft, record) => draft.function(record, () => undefined),
  PutFunctionConcurrency: (draft, record) => {
    const n = record.request['reservedConcurrentExecutions'];
    draft.function(record, (f) =>
      Number.isInteger(n) && (n as number) >= 0 ? { ...f, reservedConcurrency: n as number } : f,
    );
  },
  DeleteFunctionConcurrency: (draft, record) =>
    draft.function(record, (f) => {
      const { reservedConcurrency: _, ...rest } = f;
      return rest;
    }),
  // It logs when it is told to, and not before.
  CreateTrail: (draft, record) =>
    draft.trail(record, textIn(record.request, 'name'), (t) => ({
      ...t,
      logging: false,
      multiRegion: record.request['isMultiRegionTrail'] === true,
      ...(textIn(record.request, 's3BucketName') === '' ? {} : { bucket: textIn(record.request, 's3BucketName') }),
    })),
  StartLogging: (draft, record) =>
    draft.trail(record, textIn(record.request, 'name'), (t) => ({ ...t, logging: true })),
  StopLogging: (draft, record) =>
    draft.trail(record, textIn(record.request, 'name'), (t) => ({ ...t, logging: false })),
  DeleteTrail: (draft, record) => draft.trail(record, textIn(record.request, 'name'), () => undefined),
  UpdateTrail: looked,
  GetTrailStatus: looked,
  CreateIPSet: takeIpSet,
  UpdateIPSet: takeIpSet,
};
