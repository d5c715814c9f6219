import type { Handlers } from '../call.ts';
import { keys } from './keys.ts';
import { oidcProviders } from './oidc.ts';
import { rolePolicies } from './role-policies.ts';
import { roles } from './roles.ts';
import { signIn } from './sign-in.ts';
import { simulatePrincipalPolicy } from './simulate.ts';
import { userPolicies } from './user-policies.ts';
import { users } from './users.ts';

export const iam: Handlers = {
  ...users,
  ...keys,
  ...userPolicies,
  ...roles,
  ...rolePolicies,
  ...signIn,
  ...oidcProviders,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
};
