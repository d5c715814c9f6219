import { WorkerEntrypoint } from 'cloudflare:workers';
import type { DetectionContentApi, DetectionsApi } from '../../src/contracts/rpc.ts';
import { detectionContent } from '../../src/decide/admin/detections/content.ts';
import {
  createRule,
  listOwnRules,
  listVersions,
  readOwnRule,
  removeRule,
  rollBackRule,
  updateRule,
} from '../../src/decide/admin/detections/rules.ts';
import { endSuppression, listSuppressions, suppress } from '../../src/decide/admin/detections/suppressions.ts';
import { listTunings, setRuleState } from '../../src/decide/admin/detections/tuning.ts';
import { gateDeps } from './deps.ts';
import type { Env, Req } from './env.ts';

/** What an organisation detects. Every method looks its caller up again. */
export class Detections extends WorkerEntrypoint<Env> implements DetectionsApi {
  ownRules(req: Req<DetectionsApi, 'ownRules'>) {
    return listOwnRules(gateDeps(this.env), req);
  }
  ownRule(req: Req<DetectionsApi, 'ownRule'>) {
    return readOwnRule(gateDeps(this.env), req);
  }
  createRule(req: Req<DetectionsApi, 'createRule'>) {
    return createRule(gateDeps(this.env), req);
  }
  updateRule(req: Req<DetectionsApi, 'updateRule'>) {
    return updateRule(gateDeps(this.env), req);
  }
  rollBackRule(req: Req<DetectionsApi, 'rollBackRule'>) {
    return rollBackRule(gateDeps(this.env), req);
  }
  setRuleState(req: Req<DetectionsApi, 'setRuleState'>) {
    return setRuleState(gateDeps(this.env), req);
  }
  removeRule(req: Req<DetectionsApi, 'removeRule'>) {
    return removeRule(gateDeps(this.env), req);
  }
  versions(req: Req<DetectionsApi, 'versions'>) {
    return listVersions(gateDeps(this.env), req);
  }
  tunings(req: Req<DetectionsApi, 'tunings'>) {
    return listTunings(gateDeps(this.env), req);
  }
  suppressions(req: Req<DetectionsApi, 'suppressions'>) {
    return listSuppressions(gateDeps(this.env), req);
  }
  suppress(req: Req<DetectionsApi, 'suppress'>) {
    return suppress(gateDeps(this.env), req);
  }
  endSuppression(req: Req<DetectionsApi, 'endSuppression'>) {
    return endSuppression(gateDeps(this.env), req);
  }
}

/** For the pipeline: reads one organisation's content, nothing else. */
export class DetectionContent extends WorkerEntrypoint<Env> implements DetectionContentApi {
  content(req: Req<DetectionContentApi, 'content'>) {
    return detectionContent(gateDeps(this.env), req);
  }
}
