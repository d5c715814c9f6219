import type { Handlers } from '../call.ts';
import { keys } from './keys.ts';
import { roles } from './roles.ts';
import { simulatePrincipalPolicy } from './simulate.ts';
import { userPolicies } from './user-policies.ts';
import { users } from './users.ts';

export const iam: Handlers = {
  ...users,
  ...keys,
  ...userPolicies,
  ...roles,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
};
