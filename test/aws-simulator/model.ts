/** Policy documents are kept as the text that was put, since AWS gives back that text. */
export type DocumentText = string;
export type Tags = Record<string, string>;

/** What users and roles have in common. Times are ms of the world's clock. */
export interface Principal {
  readonly name: string;
  readonly path: string;
  /** AIDA… or AROA… */
  readonly id: string;
  readonly arn: string;
  readonly createDate: number;
  readonly tags: Tags;
  readonly inline: Readonly<Record<string, DocumentText>>;
  readonly attached: readonly string[];
}
export type User = Principal;
export interface Role extends Principal {
  readonly trust: DocumentText;
  readonly description: string;
  readonly maxSessionSeconds: number;
}
export interface AccessKey {
  readonly id: string;
  readonly account: string;
  readonly user: string;
  readonly secret: string;
  readonly status: 'Active' | 'Inactive';
  readonly createDate: number;
  readonly lastUsed?: { readonly at: number; readonly service: string; readonly region: string };
}
export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly document: DocumentText;
}
/** Temporary credentials of a role (AssumeRole) or of a user (GetSessionToken). */
export interface Session {
  readonly id: string;
  readonly account: string;
  readonly secret: string;
  readonly token: string;
  readonly of: 'role' | 'user';
  readonly name: string;
  /** Role sessions only */
  readonly sessionName: string;
  readonly policies: readonly DocumentText[];
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: boolean;
  readonly tags: Tags;
}
export interface Subnet {
  readonly id: string;
  readonly vpc: string;
  readonly cidr: string;
  readonly zone: string;
  readonly tags: Tags;
}
/** One rule of a security group: a protocol, a range of ports, one peer. */
export interface GroupRule {
  readonly id: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  readonly peer: { readonly kind: 'v4' | 'v6' | 'group' | 'prefix'; readonly value: string };
  readonly description?: string;
}
export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpc: string;
  readonly tags: Tags;
  readonly rules: readonly GroupRule[];
}
export interface NetworkInterface {
  readonly id: string;
  readonly description: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly groups: readonly string[];
  readonly ip: string;
  readonly publicIp?: string;
  readonly mac: string;
  readonly tags: Tags;
  readonly sourceDestCheck: boolean;
  readonly attachment?: { readonly id: string; readonly instance: string; readonly index: number; readonly at: number };
}
export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
export interface Instance {
  readonly id: string;
  readonly reservation: string;
  readonly image: string;
  readonly type: string;
  readonly state: InstanceState;
  readonly launchTime: number;
  readonly vpc: string;
  readonly subnet: string;
  readonly profileArn?: string;
  readonly keyName?: string;
  readonly clientToken?: string;
  readonly tags: Tags;
  /** Values of ModifyInstanceAttribute other than the groups */
  readonly attributes: Readonly<Record<string, string>>;
}
export interface AclEntry {
  readonly number: number;
  readonly egress: boolean;
  readonly action: 'allow' | 'deny';
  readonly protocol: string;
  readonly cidr?: string;
  readonly cidr6?: string;
  readonly ports?: { readonly from: number; readonly to: number };
}
export interface NetworkAcl {
  readonly id: string;
  readonly vpc: string;
  readonly isDefault: boolean;
  readonly tags: Tags;
  readonly clientToken?: string;
  readonly entries: readonly AclEntry[];
  readonly associations: readonly { readonly id: string; readonly subnet: string }[];
}

/** One disk, always attached: what it is for is to be copied. */
export interface Volume {
  readonly id: string;
  readonly instance: string;
  readonly device: string;
  readonly root: boolean;
  readonly sizeGib: number;
  readonly encrypted: boolean;
  readonly zone: string;
  readonly createTime: number;
  readonly tags: Tags;
}
export interface Snapshot {
  readonly id: string;
  readonly volume: string;
  readonly sizeGib: number;
  readonly encrypted: boolean;
  readonly description: string;
  readonly startTime: number;
  readonly tags: Tags;
}

export interface LoginProfile {
  readonly user: string;
  readonly createDate: number;
  readonly resetRequired: boolean;
}
export interface MfaDevice {
  readonly user: string;
  readonly serial: string;
  readonly enableDate: number;
}
/** An OpenID Connect provider; its keys are here, where AWS would fetch them. */
export interface OidcProvider {
  /** Without `https://`, as condition keys begin with it */
  readonly host: string;
  readonly arn: string;
  readonly clientIds: readonly string[];
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

export interface IpSet {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly scope: 'REGIONAL' | 'CLOUDFRONT';
  readonly version: 'IPV4' | 'IPV6';
  readonly description: string;
  readonly addresses: readonly string[];
  readonly lockToken: string;
  readonly tags: Tags;
}
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}
export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createDate: number;
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly policy?: DocumentText;
  readonly tags: Tags;
}
/** What a bucket holds under a key; its bytes in base64. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly content: string;
  readonly contentEncoding?: string;
}
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly runtime: string;
  readonly role: string;
  readonly description: string;
  readonly modifiedAt: number;
  readonly reservedConcurrency?: number;
  readonly tags: Tags;
}
export interface Trail {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  readonly multiRegion: boolean;
  readonly bucket: string;
  readonly logging: boolean;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  readonly tags: Tags;
}

/**
 * Kind → entity. IAM entities and trails are scoped by account, EC2's, functions and IP sets by `account/region` (IP sets for
 * CloudFront by `account/cloudfront`), keys, sessions, buckets and objects by nothing.
 */
export interface Kinds {
  volume: Volume;
  snapshot: Snapshot;
  login: LoginProfile;
  mfa: MfaDevice;
  oidc: OidcProvider;
  ipset: IpSet;
  bucket: Bucket;
  object: StoredObject;
  function: LambdaFunction;
  trail: Trail;
  account: { readonly id: string };
  user: User;
  role: Role;
  policy: ManagedPolicy;
  key: AccessKey;
  session: Session;
  vpc: Vpc;
  subnet: Subnet;
  group: SecurityGroup;
  interface: NetworkInterface;
  instance: Instance;
  acl: NetworkAcl;
}
export type Kind = keyof Kinds;
