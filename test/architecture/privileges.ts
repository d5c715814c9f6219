import type { WorkerName } from '../../scripts/bundle.ts';

/** What one Worker may reach and who may reach it. The wrangler files must say exactly this. */
export interface Privileges {
  readonly reachedBy: readonly ('internet' | 'rpc' | 'queue' | 'cron' | 'alarm')[];
  readonly secrets: readonly string[];
  readonly d1: readonly ('main' | 'authority')[];
  readonly r2: readonly string[];
  readonly durableObjects: readonly string[];
  /** `<worker>.<entrypoint>` */
  readonly calls: readonly string[];
  readonly sends: readonly string[];
  readonly consumes: readonly string[];
  /** Entrypoint → every method that it answers. */
  readonly entrypoints: Readonly<Record<string, readonly string[]>>;
  readonly why: string;
}

const NONE = {
  secrets: [],
  d1: [],
  r2: [],
  durableObjects: [],
  calls: [],
  sends: [],
  consumes: [],
  entrypoints: {},
} as const;

/** The privilege table: cut by exposure and authority. A change here is a change of the security design and needs a note in docs/design. */
export const PRIVILEGES: Record<WorkerName, Privileges> = {
  ingest: {
    ...NONE,
    reachedBy: ['internet'],
    calls: ['gate.SourceKeys', 'pipeline.Intake'],
    why: 'Meets strangers: may look one source key up and hand one delivery in, nothing else.',
  },
  console: {
    ...NONE,
    reachedBy: ['internet'],
    d1: ['main'],
    r2: ['raw', 'evidence', 'indicators'],
    calls: [
      'gate.Identity',
      'gate.Admin',
      'gate.Approvals',
      'supervisor.Incidents',
      'pipeline.DeadLetters',
      'ledger.Export',
    ],
    why: 'Meets people: reads what they ask for; whatever changes authority is asked of the gate, which checks again.',
  },
  issuer: { ...NONE, reachedBy: ['internet'], why: 'Serves two static public documents on a hostname of its own.' },
  pipeline: {
    ...NONE,
    reachedBy: ['rpc', 'queue', 'cron', 'alarm'],
    d1: ['main'],
    r2: ['raw'],
    durableObjects: ['IntakeJournal', 'Correlator'],
    calls: ['supervisor.Findings'],
    sends: ['blocks', 'hunt'],
    consumes: ['blocks', 'blocks-dead', 'findings', 'findings-dead'],
    entrypoints: { Intake: ['accept'], DeadLetters: ['replay'] },
    why: 'Parses untrusted records: holds no secret and no way to AWS or to a permit.',
  },
  supervisor: {
    ...NONE,
    reachedBy: ['rpc', 'queue', 'cron', 'alarm'],
    d1: ['main'],
    durableObjects: ['Incident'],
    calls: ['gate.Decisions', 'responder.Custody', 'ledger.Append'],
    sends: ['analyst', 'inspector', 'outbound', 'projections'],
    consumes: [
      'reports',
      'reports-dead',
      'projections',
      'projections-dead',
      'analyst-dead',
      'inspector-dead',
      'outbound-dead',
    ],
    entrypoints: { Findings: ['add'], Incidents: ['log', 'approvalArrived', 'release', 'close'] },
    why: 'Drives incidents; can ask for permits and for custody, can grant itself neither.',
  },
  gate: {
    ...NONE,
    reachedBy: ['rpc', 'cron'],
    secrets: ['ENVELOPE_KEY', 'PERMIT_KEY', 'SETUP_TOKEN'],
    d1: ['authority'],
    calls: ['policy.Policy', 'ledger.Append'],
    entrypoints: {
      SourceKeys: ['lookup'],
      Identity: ['authenticate'],
      Admin: [
        'setup',
        'createSource',
        'listSources',
        'rotateSource',
        'createUser',
        'createApiKey',
        'revokeApiKey',
        'enrolApproverKey',
        'putAccount',
        'listPolicies',
        'putPolicies',
      ],
      Approvals: ['pending', 'plan', 'submit'],
      Decisions: ['decide', 'permit', 'void'],
      StepCredentials: ['permitKeys', 'forStep', 'forPreview'],
      ReadCredentials: ['forRead'],
    },
    why: 'The only holder of authority: who may, what is permitted, and credentials.',
  },
  policy: {
    ...NONE,
    reachedBy: ['rpc'],
    entrypoints: { Policy: ['evaluate', 'validate'] },
    why: 'Evaluates Cedar and knows nothing: no binding at all.',
  },
  responder: {
    ...NONE,
    reachedBy: ['rpc', 'queue', 'alarm'],
    durableObjects: ['Custodian'],
    calls: ['gate.StepCredentials'],
    sends: ['steps', 'reports'],
    consumes: ['steps', 'steps-dead'],
    entrypoints: { Custody: ['preview', 'acquire', 'status', 'release'] },
    why: "Acts in AWS with one step's credentials at a time.",
  },
  ledger: {
    ...NONE,
    reachedBy: ['rpc', 'alarm'],
    secrets: ['LEDGER_KEY'],
    r2: ['ledger'],
    durableObjects: ['LedgerHead'],
    entrypoints: { Append: ['append'], Export: ['bundle', 'head', 'publicKeys'] },
    why: 'Appends and proves; nobody else can sign a head or write its bucket.',
  },
  analyst: {
    ...NONE,
    reachedBy: ['queue'],
    secrets: ['ANTHROPIC_API_KEY'],
    sends: ['reports'],
    consumes: ['analyst'],
    why: 'Reads untrusted text, perhaps with a model: may only answer.',
  },
  inspector: {
    ...NONE,
    reachedBy: ['queue'],
    r2: ['evidence'],
    calls: ['gate.ReadCredentials'],
    sends: ['reports'],
    consumes: ['inspector'],
    why: 'Looks around in AWS with read-only credentials.',
  },
  hunter: {
    ...NONE,
    reachedBy: ['queue'],
    r2: ['indicators'],
    sends: ['findings'],
    consumes: ['hunt', 'hunt-dead'],
    why: 'Matches indicators; its findings go through the same correlation as all others.',
  },
  outbound: {
    ...NONE,
    reachedBy: ['queue'],
    secrets: ['SLACK_WEBHOOK_URL'],
    sends: ['reports'],
    consumes: ['outbound'],
    why: 'Speaks to the outside, and hears nothing from it.',
  },
};
