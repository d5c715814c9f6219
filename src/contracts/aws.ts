/** Short-lived, narrowed where a role is set. Never logged, never stored. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** ms; absent for static keys */
  readonly expiresAt?: number;
  /** False: static keys without a role, as they are. */
  readonly narrowed: boolean;
  /** The session's name in CloudTrail: carries the incident id. */
  readonly sessionName?: string;
}
