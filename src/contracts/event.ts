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
  readonly email_addr?: string;
  readonly credential_uid?: string;
  readonly account?: { readonly uid: string };
}

export interface OcsfEndpoint {
  readonly ip?: string;
  readonly domain?: string;
  readonly port?: number;
  readonly instance_uid?: string;
  readonly interface_uid?: string;
  readonly subnet_uid?: string;
  readonly hostname?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly vpc_uid?: string;
  readonly svc_name?: string;
}

export interface OcsfDevice {
  readonly type_id: number;
  readonly hostname?: string;
  readonly ip?: string;
  readonly uid?: string;
  readonly name?: string;
  readonly os?: { readonly name: string; readonly type_id: number };
}

export interface OcsfProcess {
  readonly name?: string;
  readonly pid?: number;
  readonly uid?: string;
  readonly cmd_line?: string;
  readonly parent_process?: { readonly name?: string; readonly pid?: number; readonly cmd_line?: string };
  readonly user?: OcsfUser;
  readonly container?: {
    readonly uid?: string;
    readonly name?: string;
    readonly image?: { readonly name?: string; readonly uid: string };
  };
}

export interface OcsfEvent {
  /** https://schema.ocsf.io/1.5.0/classes; which fields a class needs is held by a test over every sample. */
  readonly class_uid: number;
  /** `Math.floor(class_uid / 1000)` */
  readonly category_uid: number;
  readonly activity_id: number;
  /** `class_uid * 100 + activity_id` */
  readonly type_uid: number;
  /** 0 unknown, 1 informational … 5 critical, 6 fatal, 99 other */
  readonly severity_id: number;
  /** ms since the epoch */
  readonly time: number;
  readonly metadata: OcsfMetadata;
  readonly severity?: string;
  readonly activity_name?: string;
  readonly count?: number;
  readonly duration?: number;
  readonly start_time?: number;
  readonly end_time?: number;
  readonly timezone_offset?: number;
  readonly status?: string;
  readonly status_code?: string;
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
  readonly http_request?: {
    readonly user_agent?: string;
    readonly http_method?: string;
    readonly referrer?: string;
    readonly uid?: string;
    readonly version?: string;
    readonly url?: {
      readonly url_string?: string;
      readonly hostname?: string;
      readonly path?: string;
      readonly query_string?: string;
      readonly scheme?: string;
      readonly port?: number;
    };
  };
  readonly http_response?: { readonly code: number; readonly length?: number };
  readonly query?: { readonly hostname: string; readonly type?: string; readonly class?: string };
  readonly answers?: readonly { readonly rdata: string; readonly type?: string; readonly class?: string }[];
  readonly rcode?: string;
  readonly rcode_id?: number;
  readonly device?: OcsfDevice;
  readonly process?: OcsfProcess;
  readonly file?: { readonly name: string; readonly type_id: number; readonly path?: string };
  readonly group?: { readonly uid?: string; readonly name?: string };
  /** What was given or taken, in the sender's words: names of roles. */
  readonly privileges?: readonly string[];
  readonly auth_protocol?: string;
  readonly is_mfa?: boolean;
  readonly is_remote?: boolean;
  readonly logon_type?: string;
  readonly session?: { readonly uid?: string };
  readonly service?: { readonly name?: string; readonly uid?: string };
  readonly entity?: { readonly uid?: string; readonly name?: string; readonly type?: string };
  readonly compliance?: {
    readonly standards: readonly string[];
    readonly control?: string;
    readonly status_id?: number;
    readonly requirements?: readonly string[];
  };
  readonly vulnerabilities?: readonly {
    readonly title?: string;
    readonly desc?: string;
    readonly severity?: string;
    readonly cve?: { readonly uid: string };
    readonly cwe?: { readonly uid: string };
    readonly advisory?: { readonly uid: string };
    readonly references?: readonly string[];
  }[];
  readonly databucket?: { readonly uid: string; readonly name?: string; readonly type_id: number };
  readonly malware?: readonly { readonly name?: string; readonly classification_ids: readonly number[] }[];
  readonly scan?: { readonly name?: string; readonly type?: string; readonly type_id: number };
  readonly firewall_rule?: { readonly uid?: string; readonly name?: string; readonly type?: string };
  /** The policy behind a control's decision, such as a web ACL */
  readonly policy?: { readonly uid: string; readonly name?: string };
  readonly disposition_id?: number;
  readonly action_id?: number;
  readonly confidence_id?: number;
  readonly risk_level_id?: number;
  readonly src_endpoint?: OcsfEndpoint;
  readonly dst_endpoint?: OcsfEndpoint;
  readonly connection_info?: {
    readonly protocol_num?: number;
    readonly protocol_name?: string;
    /** The IP version, 4 or 6 */
    readonly protocol_ver_id?: number;
    readonly direction_id: number;
    /** Over which border of the network the flow went */
    readonly boundary_id?: number;
    readonly tcp_flags?: number;
    readonly uid?: string;
  };
  readonly tls?: { readonly version: string; readonly cipher?: string; readonly sni?: string };
  readonly load_balancer?: { readonly uid: string; readonly name?: string };
  readonly traffic?: {
    readonly bytes?: number;
    readonly packets?: number;
    readonly bytes_in?: number;
    readonly bytes_out?: number;
  };
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
  /** What a finding saw: processes, files, connections. */
  readonly evidences?: readonly Readonly<Record<string, unknown>>[];
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
