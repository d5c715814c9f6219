import { ApiError } from '../api-error.ts';
import { authorize, type Handlers } from '../call.ts';
import { accountOf } from './shared.ts';

/** Providers come with the seed. */
export const oidcProviders: Handlers = {
  ListOpenIDConnectProviders: (call) => {
    authorize(call, [{ arn: `arn:aws:iam::${accountOf(call)}:oidc-provider/*` }]);
    return {
      OpenIDConnectProviderList: call.store.list('oidc', accountOf(call)).map((p) => ({ Arn: p.arn })),
    };
  },
  GetOpenIDConnectProvider: (call) => {
    const arn = call.params.need('OpenIDConnectProviderArn');
    authorize(call, [{ arn }]);
    const found = call.store.list('oidc', accountOf(call)).find((p) => p.arn === arn);
    if (!found)
      throw new ApiError('NoSuchEntity', `OpenIDConnect Provider not found for arn ${arn.slice(0, 200)}`, 404);
    return { Url: found.host, ClientIDList: [...found.clientIds], ThumbprintList: [] };
  },
};
