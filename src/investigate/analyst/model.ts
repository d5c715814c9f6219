import Anthropic, { APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type { AnalystReport, InvestigationJob } from '../../contracts/agents.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { ModelAnswer } from './model-schema.ts';
import { promptOf, SYSTEM_PROMPT } from './prompt.ts';

export interface ModelConfig {
  readonly apiKey: string;
  readonly model: string;
  /** Another endpoint of the same API; the SDK's own when undefined. */
  readonly baseUrl?: string;
  /** For one attempt, ms. */
  readonly timeoutMs?: number;
}

/** An incident waits for its analyst: after this the rules' report goes out alone. */
const TIMEOUT_MS = 15_000;
/** Further attempts after the first. */
const RETRIES = 1;
/** Enough for the schema in full; a longer answer is cut off, hence no JSON, hence not used. */
const MAX_TOKENS = 2_048;

/** A model's answer, and the tokens that it took. */
export interface Answered {
  readonly answer: ModelAnswer;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * Asks a model for its view of an incident. No tools, one turn, a closed schema. The error says in our own words why
 * there is no answer (nothing that came over the wire is repeated in it).
 */
export async function askModel(
  config: ModelConfig,
  job: InvestigationJob,
  report: AnalystReport,
): Promise<Result<Answered, string>> {
  const timeout = config.timeoutMs ?? TIMEOUT_MS;
  const client = new Anthropic({
    apiKey: config.apiKey,
    authToken: null,
    ...(config.baseUrl === undefined ? {} : { baseURL: config.baseUrl }),
    maxRetries: RETRIES,
    timeout,
    logLevel: 'off',
  });
  try {
    const message = await client.messages.parse(
      {
        model: config.model,
        max_tokens: MAX_TOKENS,
        system: SYSTEM_PROMPT,
        messages: [{ role: 'user', content: promptOf(job, report) }],
        output_config: { format: zodOutputFormat(ModelAnswer) },
      },
      // Over both attempts and the pause between them, which a server may ask to be long.
      { signal: AbortSignal.timeout(timeout * (RETRIES + 1) + 2_000) },
    );
    if (message.stop_reason === 'refusal') return err('it declined to answer');
    const answer = ModelAnswer.safeParse(message.parsed_output);
    if (!answer.success) return err('its answer does not fit the schema');
    const { input_tokens: inputTokens, output_tokens: outputTokens } = message.usage;
    return ok({ answer: answer.data, inputTokens, outputTokens });
  } catch (cause) {
    if (cause instanceof APIConnectionTimeoutError) return err(`it did not answer within ${timeout} ms`);
    if (cause instanceof APIError && cause.status !== undefined)
      return err(`its API answered with status ${String(cause.status)}`);
    if (cause instanceof APIError) return err('it could not be reached in time');
    return err('its answer could not be read');
  }
}
