import type { Entity } from '../../../contracts/entity.ts';
import { isAddress, number, own, text } from '../../read.ts';

export type Line = Record<string, unknown>;
const MAIL = /^[^\s@]{1,200}@[^\s@]{1,200}$/;

/** Logins say nothing outside of GitHub, so they say that they are GitHub's. */
export const personId = (login: string): string => `github.com/${login.slice(0, 100)}`;
export const repoId = (repo: string): string => `github.com/${repo.slice(0, 200)}`;

/** A field that is a text, or a list of texts as exports of the audit log have it. Older ones keep some of them under `data`. */
export function word(line: Line, name: string): string | undefined {
  const said = own(line, name) ?? own(own(line, 'data'), name);
  // Events of git say which repository by its whole name.
  const value = name === 'repo' && (said === undefined || said === '') ? own(line, 'repository') : said;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first.slice(0, 512) : undefined;
}
/** A flag that is a boolean or its name. */
export const flag = (line: Line, name: string): boolean => own(line, name) === true || own(line, name) === 'true';

export const actionOf = (line: Line): string => text(line, 'action')?.slice(0, 200) ?? 'unknown';
export const orgOf = (line: Line): string | undefined => (word(line, 'org') ?? word(line, 'business'))?.slice(0, 64);
export const isBot = (line: Line): boolean =>
  flag(line, 'actor_is_bot') || word(line, 'actor')?.endsWith('[bot]') === true;
/** GitHub itself, which finds secrets and weaknesses. */
export const isGithub = (line: Line): boolean =>
  word(line, 'actor_type') === 'Organization' || word(line, 'actor') === 'github';

export function addressOf(line: Line): string | undefined {
  const address = word(line, 'actor_ip');
  return address !== undefined && isAddress(address) ? address : undefined;
}
/** What people sign in with at their own identity provider, where single sign-on says it. */
export function mailOf(line: Line): string | undefined {
  const name = word(line, 'external_identity_nameid');
  return name !== undefined && MAIL.test(name) ? name.toLowerCase() : undefined;
}
/** What is done to somebody's token names that token, by which nobody acts yet. */
const isAboutToken = (line: Line): boolean => actionOf(line).startsWith('personal_access_token.');
const tokenOf = (line: Line): string | undefined => {
  const id = number(line, 'token_id');
  return id === undefined ? undefined : `token-${id}`;
};

/** SHA-256 of the token that acted, base64, or the id of an SSH key: it names the key and opens nothing. */
export function credentialOf(line: Line): string | undefined {
  const hashed = word(line, 'hashed_token');
  if (hashed !== undefined) return hashed.slice(0, 128);
  return isAboutToken(line) ? undefined : tokenOf(line);
}

/** `example/admins` in the audit log, where webhooks give the team's own name alone. */
function teamId(team: string, account: string | undefined): string {
  const [org, name] = team.includes('/') ? team.split('/', 2) : [account ?? 'orgs', team];
  return `github.com/${org}/teams/${name}`.slice(0, 200);
}

/** Who acted, from where, by which token, upon whom and what. */
export function entitiesOf(line: Line): Entity[] {
  const account = orgOf(line);
  const found: Entity[] = [];
  const add = (type: Entity['type'], id: string | undefined, role: Entity['role'], name?: string): void => {
    if (id === undefined || found.some((e) => e.type === type && e.id === id)) return;
    const theirs = type !== 'ip' && account !== undefined;
    found.push({ type, id, role, ...(name === undefined ? {} : { name }), ...(theirs ? { account } : {}) });
  };
  const actor = word(line, 'actor');
  if (actor !== undefined && !isGithub(line)) add('principal', personId(actor), 'actor', actor);
  add('principal', mailOf(line), 'related');
  add('ip', addressOf(line), 'source');
  if (!isGithub(line)) add('access_key', credentialOf(line), 'actor');
  for (const name of ['user', 'blocked_user', 'invitee']) {
    const login = word(line, name);
    if (login !== undefined && login !== actor) add('principal', personId(login), 'target', login);
  }
  // Who has no login here yet is invited by an address.
  const invited = actionOf(line) === 'org.invite_member' ? word(line, 'email') : undefined;
  if (invited !== undefined && MAIL.test(invited)) add('principal', invited.toLowerCase(), 'target');
  if (isAboutToken(line)) add('access_key', tokenOf(line), 'target');
  const repo = word(line, 'repo');
  if (repo !== undefined) add('resource', repoId(repo), 'target', repo);
  const team = word(line, 'team');
  if (team !== undefined) add('resource', teamId(team, account), 'target', team);
  const app = word(line, 'integration');
  if (app !== undefined) add('resource', `github.com/apps/${app.slice(0, 100)}`, 'target', app);
  if (!found.some((e) => e.role === 'target') && account !== undefined) add('account', account, 'target');
  return found;
}
