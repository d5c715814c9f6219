import type { PolicyInput } from '../../contracts/rpc.ts';

/** The input of a reversible action outside production at high confidence, for tests. */
export const testInput = (
  context: Partial<PolicyInput['context']> = {},
  resource: Partial<PolicyInput['resource']> = {},
): PolicyInput => ({
  opId: 'op_1',
  principal: 'worker:supervisor',
  action: 'aws.iam.deactivate-access-key',
  resource: {
    id: 'arn:aws:iam::111122223333:user/mallory',
    account: '111122223333',
    region: 'us-east-1',
    environment: 'development',
    tags: {},
    ...resource,
  },
  context: {
    risk: 50,
    confidence: 90,
    reversibility: 'reversible',
    reversible: true,
    disruptive: false,
    production: false,
    exists: true,
    dependents: 0,
    leaseSeconds: 3600,
    foreignEvidence: false,
    agent: 'planner',
    agentActionsLeft: 100,
    automaticLeft: 20,
    blastRadius: 1,
    blastThisHour: 0,
    hour: 3,
    dayOfWeek: 6,
    compensating: false,
    ...context,
  },
});
