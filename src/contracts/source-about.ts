/**
 * What people need to know of a kind of source before and while they use it. Each source folder says it in its `about.ts`;
 * `npm run generate` gathers them into `source-catalogue.generated.ts`, so that the gate, the API, the dashboard and the command line
 * know every kind without knowing how ingest reads it.
 */

/** A value that an admin gives when the source is made. Never a secret. */
export interface SourceSetting {
  /** camelCase, such as `topics` */
  readonly name: string;
  readonly label: string;
  /** What it is and where to find it, in a sentence or two. */
  readonly help: string;
  readonly type: 'text' | 'list';
  /** Regular expression of one value, without anchors (it must match whole); linear, no look-around. */
  readonly pattern: string;
  readonly required: boolean;
  /** A value that the pattern takes; for `list` one of its values. */
  readonly example: string;
}
/** Values by name of setting: `text` a string, `list` strings. */
export type SourceSettings = Readonly<Record<string, string | readonly string[]>>;

/**
 * How the gate makes the secret. `random`: 32 bytes in base64url. `webhook`: `whsec_` and 32 bytes in base64; or the sender
 * issued one, and an admin gives it. `addressed`: the source's id, a full stop and 32 random bytes, so that the secret alone says
 * whose it is, for senders that cannot be given a path. `none`: the sender signs with a key of its own vendor.
 */
export type SecretForm = 'random' | 'webhook' | 'addressed' | 'none';

/** One way to set the sender up, ready to paste once the placeholders are filled in. */
export interface SourceSetup {
  /** What it is for: `Terraform`, `CloudFormation`, `AWS CLI`, `Okta admin console` */
  readonly tool: string;
  readonly language: 'hcl' | 'yaml' | 'json' | 'sh' | 'ini' | 'text';
  /**
   * With `{{url}}` (the source's whole URL), `{{origin}}` (ingest's), `{{name}}`, `{{source}}` (its id) and
   * `{{settings.<name>}}` (a list joined by commas). The secret never stands here: the text says where it goes, as a variable.
   */
  readonly text: string;
}

export interface SourceAbout {
  /** Equals its path: `aws.firehose` */
  readonly id: string;
  readonly title: string;
  /** Who makes the sender: `AWS`, `Google Cloud`, `GitHub`; groups the list. */
  readonly vendor: string;
  /** What arrives by it, in a sentence. */
  readonly summary: string;
  /** What a valid credential proves about the sender; begins `The sender holds`. */
  readonly proves: string;
  /** What a forger would need, what is not proved, what to do about it. */
  readonly limits: string;
  readonly secret: SecretForm;
  readonly settings: readonly SourceSetting[];
  /** What stands in its `accounts`: `AWS account ids`, `Google Cloud project ids`, `the cluster's name` */
  readonly accounts: { readonly label: string; readonly pattern: string; readonly example: string };
  readonly setup: readonly SourceSetup[];
  /** Minutes of silence after which a usual sender of this kind is missed; 0 = it speaks only when something happens. */
  readonly rhythmMinutes: number;
  /** Seconds that a signed timestamp may be off; undefined where the protocol has none. */
  readonly replayWindowSeconds?: number;
  /** Record formats that it brings. */
  readonly formats: readonly string[];
  /** The vendor's pages that this was written from. */
  readonly references: readonly string[];
}
