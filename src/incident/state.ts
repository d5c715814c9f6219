import type { AnalystReport, InspectorReport } from '../contracts/agents.ts';
import type { Level } from '../contracts/common.ts';
import type { CustodyStatus, Preview } from '../contracts/custody.ts';
import type { Entity } from '../contracts/entity.ts';
import type { Finding } from '../contracts/finding.ts';
import type { ActionState, Phase } from '../contracts/incident.ts';
import type { Draft, Plan } from '../contracts/plan.ts';

/**
 * Findings that the state keeps (without evidence): the strongest; the log keeps all. Times their bytes this stays far
 * below the 2 MB that a row of a Durable Object's SQLite holds (https://developers.cloudflare.com/durable-objects/platform/limits/).
 */
export const MAX_KEPT_FINDINGS = 200;
export const KEPT_FINDING_MAX_BYTES = 4_096;
/** Entities that people are shown, and what one may take: together below half of a queue message, which carries them to D1. */
export const MAX_KEPT_ENTITIES = 64;
export const KEPT_ENTITY_MAX_BYTES = 900;

export type KeptFinding = Omit<Finding, 'evidence'>;

/** Where one action of the incident stands. */
export interface ActionRecord {
  readonly draft: Draft;
  readonly revision: number;
  readonly preview?: Preview;
  readonly plan?: string;
  readonly state: ActionState;
  readonly status?: CustodyStatus;
  readonly detail?: string;
  /** Handed to custody: from then on custody alone says how it stands. */
  readonly handed?: boolean;
  readonly releasing: boolean;
}

export interface PlanRecord {
  readonly id: string;
  readonly digest: string;
  readonly revision: number;
  readonly outcome: Plan['decision']['outcome'];
  readonly expiresAt: number;
  readonly ops: readonly string[];
  readonly state: 'asking' | 'permitting' | 'permitted' | 'refused' | 'expired' | 'forbidden' | 'void';
}

/** One round of investigation and planning. Rounds follow each other as findings come in. */
export interface Round {
  readonly number: number;
  readonly stage: 'none' | 'waiting' | 'investigating' | 'proposing' | 'previewing' | 'deciding' | 'done';
  readonly job?: string;
  readonly analyst: 'pending' | 'done' | 'missing';
  readonly inspector: 'pending' | 'done' | 'missing';
}

export interface IncidentState {
  readonly id: string;
  readonly org: string;
  readonly phase: Phase;
  readonly title: string;
  readonly severity: Level;
  readonly risk: number;
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly acceptedAt: number;
  readonly closedAt?: number;
  readonly findingCount: number;
  readonly findings: readonly KeptFinding[];
  readonly techniques: readonly string[];
  readonly entities: readonly Entity[];
  readonly analyst?: AnalystReport;
  readonly inspector?: InspectorReport;
  readonly round: Round;
  /** Findings came in while a round was under way: another one follows. */
  readonly again: boolean;
  readonly actions: readonly ActionRecord[];
  readonly plans: readonly PlanRecord[];
  readonly closeReason?: string;
  /** Why a person is needed; empty when none is. */
  readonly escalations: readonly string[];
  readonly limits: readonly string[];
  /** Events that said something impossible here; counted, kept in the log, without effect. */
  readonly ignored: number;
}

export const NO_ROUND: Round = { number: 0, stage: 'none', analyst: 'missing', inspector: 'missing' };
