import type { World } from './world-object.ts';

export interface Env {
  readonly WORLD: DurableObjectNamespace<World>;
  /** Empty: no control plane. */
  readonly SIMULATOR_CONTROL: string;
}
