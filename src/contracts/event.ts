/**
 * OCSF 1.5 events, the fields that Vedette uses (https://schema.ocsf.io). Types only: they are made by our own pure
 * normalizers on the hot path and validated by tests, not at run time.
 */
export interface OcsfMetadata {
  readonly uid: string;
  readonly version: string;
  readonly product: {
    readonly name: string;
    readonly vendor_name: string;
    readonly feature?: { readonly name: string };
  };
  readonly event_code?: string;
  readonly log_name?: string;
  readonly original_time?: string;
  readonly profiles?: readonly string[];
}

export interface OcsfUser {
  readonly type?: string;
  readonly uid?: string;
  readonly name?: string;
  readonly credential_uid?: string;
  readonly account?: { readonly uid: string };
}

export interface OcsfEndpoint {
  readonly ip?: string;
  readonly domain?: string;
  readonly port?: number;
  readonly instance_uid?: string;
  readonly interface_uid?: string;
  readonly vpc_uid?: string;
  readonly svc_name?: string;
}

export interface OcsfEvent {
  readonly class_uid: 6003 | 3002 | 4001 | 2004;
  readonly category_uid: 6 | 3 | 4 | 2;
  readonly activity_id: number;
  /** `class_uid * 100 + activity_id` */
  readonly type_uid: number;
  /** 0 unknown, 1 informational … 5 critical, 6 fatal, 99 other */
  readonly severity_id: number;
  /** ms since the epoch */
  readonly time: number;
  readonly metadata: OcsfMetadata;
  readonly status_id?: number;
  readonly status_detail?: string;
  readonly message?: string;
  readonly actor?: {
    readonly user?: OcsfUser;
    readonly session?: {
      readonly uid?: string;
      readonly issuer?: string;
      readonly is_mfa?: boolean;
      readonly created_time?: number;
    };
    readonly invoked_by?: string;
  };
  readonly user?: OcsfUser;
  readonly api?: {
    readonly operation: string;
    readonly service?: { readonly name: string };
    readonly request?: { readonly uid: string };
    readonly response?: { readonly error?: string; readonly message?: string };
  };
  readonly http_request?: { readonly user_agent?: string };
  readonly src_endpoint?: OcsfEndpoint;
  readonly dst_endpoint?: OcsfEndpoint;
  readonly connection_info?: { readonly protocol_num?: number; readonly direction_id: number };
  readonly traffic?: { readonly bytes?: number; readonly packets?: number };
  readonly cloud?: { readonly provider: string; readonly region?: string; readonly account?: { readonly uid: string } };
  readonly resources?: readonly { readonly uid: string; readonly type?: string; readonly name?: string }[];
  readonly finding_info?: {
    readonly uid: string;
    readonly title: string;
    readonly desc?: string;
    readonly types?: readonly string[];
    readonly first_seen_time?: number;
    readonly last_seen_time?: number;
  };
  readonly unmapped?: Readonly<Record<string, unknown>>;
}

/** What of an event tells of its principal's habits; read for every event, so nothing is made that is not asked for. */
export interface EventTraits {
  /** What stays the same over sessions: the user's ARN, the role's for a role's session. Absent where nobody or a service acts by itself. */
  readonly principal?: string;
  /** In the sender's words: `IAMUser`, `AssumedRole` */
  readonly principalType?: string;
  readonly accessKey?: string;
  /** True where the key lives only as long as a session, so that it is new in each */
  readonly accessKeyIsTemporary?: boolean;
  readonly address?: string;
  readonly userAgent?: string;
  /** A service of the cloud called, for itself or on the principal's behalf */
  readonly byService: boolean;
  readonly activity: 'create' | 'read' | 'update' | 'delete' | 'sign-in' | 'other';
}
