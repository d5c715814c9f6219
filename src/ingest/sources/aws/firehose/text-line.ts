import { readAlbAccess, readAlbConnection } from './alb-line.ts';
import { parseFlowFormat, readFlow, readFlowHeader, usualFormatOf, type FlowFormat } from './flow-format.ts';
import { isMeantForUs, otherLog } from './other-logs.ts';
import type { DeliveryFacts } from '../../../source.ts';

/** Formats whose records are lines of text. */
export const TEXT_FORMATS = ['aws.vpcflow', 'aws.alb'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** A load balancer takes 64 KiB of a request's headers; no record of either format is longer than that. */
const LINE_MAX_LENGTH = 65_536;
/** More than any flow log has: a line of nothing but spaces makes no list of its length. */
const MAX_PARTS = 65;

/** What is known about the lines of a delivery. */
export interface LineFormats {
  /** Order of the fields that the source's flow logs have by its settings. */
  readonly flow: FlowFormat | undefined;
  /** They say an order that is none. */
  readonly unusable: boolean;
  /** What all lines are, by the stream's attributes. */
  readonly only: TextFormat | undefined;
}

export interface TextRecord {
  readonly format: TextFormat;
  readonly value: Record<string, string>;
}

/** Reads the lines of one text: a header line in it holds for those below. */
export class LineReader {
  private readonly formats: LineFormats;
  private header: FlowFormat | undefined;

  constructor(formats: LineFormats) {
    this.formats = formats;
  }

  /**
   * A record; `empty` for a line that holds none by right; otherwise what is wrong, for its sender. `foreign`: the line is no log that
   * is read here, nor meant to be one.
   */
  read(text: string): TextRecord | 'empty' | { readonly wrong: string; readonly foreign?: true } {
    const line = text.trim();
    if (line.length > LINE_MAX_LENGTH) return { wrong: `a line is longer than ${LINE_MAX_LENGTH} characters` };
    const { only } = this.formats;
    if (only !== 'aws.vpcflow') {
      const value = readAlbAccess(line) ?? readAlbConnection(line);
      if (value !== undefined) return { format: 'aws.alb', value };
    }
    const flow = only === 'aws.alb' ? undefined : this.readFlow(line);
    if (flow === 'empty') return 'empty';
    if (flow !== undefined) return { format: 'aws.vpcflow', value: flow };
    const other = otherLog(line);
    const wrong = other ?? this.whatIsExpected();
    return other !== undefined || only !== undefined || isMeantForUs(line) ? { wrong } : { wrong, foreign: true };
  }

  private readFlow(line: string): Record<string, string> | 'empty' | undefined {
    const parts = line.split(' ', MAX_PARTS);
    for (const format of [this.header, this.formats.flow, usualFormatOf(parts)]) {
      const read = format === undefined ? undefined : readFlow(parts, format);
      if (read !== undefined) return read;
    }
    const header = readFlowHeader(parts);
    if (header === undefined) return undefined;
    this.header = header;
    return 'empty';
  }

  private whatIsExpected(): string {
    const { only, flow, unusable } = this.formats;
    if (only === 'aws.alb')
      return 'neither JSON nor an entry of an Application Load Balancer’s access or connection log';
    if (unusable)
      return 'neither JSON nor a line that is known; flowLogFormat cannot be used: it needs start or end, and each field once';
    return flow === undefined
      ? 'neither JSON nor a VPC Flow Logs record of version 2 nor an Application Load Balancer’s log entry; a custom flow log format is set as flowLogFormat'
      : 'neither JSON nor a VPC Flow Logs record of the format in flowLogFormat or of version 2 nor an Application Load Balancer’s log entry';
  }
}

let known: { readonly names: string | undefined; readonly flow: FlowFormat | undefined } = {
  names: undefined,
  flow: undefined,
};

/** What a delivery's facts say about its lines. Asked for every record, so the last format is kept: sources seldom change theirs. */
export function lineFormatsOf(facts: DeliveryFacts): LineFormats {
  const names = facts['flowFields'];
  if (names !== known.names) known = { names, flow: names === undefined ? undefined : parseFlowFormat(names) };
  return {
    flow: known.flow,
    unusable: names !== undefined && known.flow === undefined,
    only: TEXT_FORMATS.find((f) => f === facts['format']),
  };
}
