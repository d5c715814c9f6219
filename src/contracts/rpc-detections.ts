import type { Principal } from './access.ts';
import type { DetectionContent, OwnRuleView, RuleVersionView, SuppressionView, TuningView } from './detections.ts';
import type { HuntStart, RetroHuntView } from './retro-hunt.ts';
import type { Rpc } from './rpc.ts';

/** gate.Detections → console: an organisation's rules and tuning. Analysts write rules and suppress; the gate checks again. */
export interface DetectionsApi {
  /** Viewer. Own rules without `text`s where `brief`. */
  ownRules(req: { v: 1; caller: Principal }): Rpc<{ rules: OwnRuleView[]; revision: number }>;
  ownRule(req: { v: 1; caller: Principal; id: string }): Rpc<OwnRuleView>;
  /** Analyst. Body {@link CreateOwnRule}. `conflict` where the id is in use. */
  createRule(req: { v: 1; caller: Principal; body: unknown }): Rpc<OwnRuleView>;
  /** Analyst. A new version, in force at once in the state that the rule has. */
  updateRule(req: { v: 1; caller: Principal; id: string; body: unknown }): Rpc<OwnRuleView>;
  /** Analyst. A new version with an earlier one's text. */
  rollBackRule(req: { v: 1; caller: Principal; id: string; body: unknown }): Rpc<OwnRuleView>;
  /** Analyst; admin to disable or change one that ships. */
  setRuleState(req: { v: 1; caller: Principal; id: string; ships: boolean; body: unknown }): Rpc<{ id: string }>;
  /** Admin. Its versions stay. */
  removeRule(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string }>;
  versions(req: { v: 1; caller: Principal; id: string }): Rpc<{ versions: RuleVersionView[] }>;
  tunings(req: { v: 1; caller: Principal }): Rpc<{ tunings: TuningView[] }>;
  suppressions(req: { v: 1; caller: Principal }): Rpc<{ suppressions: SuppressionView[] }>;
  suppress(req: { v: 1; caller: Principal; body: unknown }): Rpc<SuppressionView>;
  endSuppression(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string }>;
}

/** gate.DetectionContent → pipeline. `unchanged` where the caller has this revision. */
export interface DetectionContentApi {
  content(req: { v: 1; org: string; revision?: number }): Promise<DetectionContent | 'unchanged'>;
}

/** pipeline.RetroHunts → console: matching the archive. */
export interface RetroHuntsApi {
  /** The same start twice is one hunt. */
  start(req: { v: 1; org: string; actor: string; body: HuntStart }): Rpc<RetroHuntView>;
  list(req: { v: 1; org: string; limit: number; before?: string }): Rpc<{ hunts: RetroHuntView[]; next?: string }>;
  hunt(req: { v: 1; org: string; id: string }): Rpc<RetroHuntView>;
  cancel(req: { v: 1; org: string; id: string; actor: string }): Rpc<RetroHuntView>;
  /** Rules or indicators were changed: starts at once what hunts that makes due. The pipeline sees it by itself with the next events. */
  contentChanged(req: { v: 1; org: string }): Rpc<{ looked: true }>;
}
