import type { AnalystReport, InspectorReport, NotifiedPlan } from '../contracts/agents.ts';
import type { Level } from '../contracts/common.ts';
import type { CustodyStatus, Preview } from '../contracts/custody.ts';
import type { Entity } from '../contracts/entity.ts';
import type { Finding } from '../contracts/finding.ts';
import type { ActionState, Phase, Resolution } from '../contracts/incident.ts';
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

/** Other incidents that a state names, of each sort: for people to look at, the log has all. */
export const MAX_KEPT_INCIDENTS = 32;
/** Comments of one incident: at their longest they still fit one answer of an RPC, which is below 32 MiB. */
export const MAX_COMMENTS = 1_000;

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
  readonly state:
    | 'asking'
    | 'permitting'
    | 'scheduled'
    | 'manual'
    | 'permitted'
    | 'refused'
    | 'expired'
    | 'forbidden'
    | 'void';
  /** While people are asked: what they were shown */
  readonly shown?: NotifiedPlan;
  /** The review board has it: nobody was asked to approve yet */
  readonly onBoard?: true;
  /** Actors whose word on it the gate took */
  readonly saidBy?: readonly string[];
  /** When its maintenance window opens, ms */
  readonly opensAt?: number;
}

/** One round of investigation and planning. Rounds follow each other as findings come in. */
export interface Round {
  readonly number: number;
  readonly stage: 'none' | 'waiting' | 'investigating' | 'proposing' | 'previewing' | 'deciding' | 'done';
  readonly job?: string;
  readonly analyst: 'pending' | 'done' | 'missing';
  readonly inspector: 'pending' | 'done' | 'missing';
  /** It looks for controls in the place of what the policy forbade. */
  readonly compensating?: true;
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
  readonly resolution?: Resolution;
  /** Earliest event time of all findings, ms; states of before this was kept lack it. */
  readonly firstEventAt?: number;
  /** When something of Vedette's first stood in AWS, and when the last of it was given back, ms. */
  readonly containedAt?: number;
  readonly releasedAt?: number;
  readonly assignee?: string;
  readonly acknowledgedAt?: number;
  /** Number of comments; their texts are in the log alone. */
  readonly comments?: number;
  /** The person who opened it again: it does not close by itself any more. */
  readonly reopenedBy?: string;
  /** Findings are on their way to this incident, and new ones go there. */
  readonly merging?: string;
  /** All of this incident lives on in that one. */
  readonly mergedInto?: string;
  /** Incidents that live on in this one, the newest last. */
  readonly absorbed?: readonly string[];
  /** Incidents that the correlator saw an entity in common with. */
  readonly related?: readonly string[];
  /** Findings of silence whose sources all speak again. */
  readonly spoke?: readonly string[];
  /** When the last of them did, ms */
  readonly spokeAt?: number;
  /** Why a person is needed; empty when none is. */
  readonly escalations: readonly string[];
  /** Notices so far: their order, for those who show them */
  readonly notices?: number;
  readonly limits: readonly string[];
  /** Events that said something impossible here; counted, kept in the log, without effect. */
  readonly ignored: number;
}

export const NO_ROUND: Round = { number: 0, stage: 'none', analyst: 'missing', inspector: 'missing' };
