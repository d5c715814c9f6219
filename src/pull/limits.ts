import { HOUR_MS, SECOND_MS } from '../kit/clock.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** CloudTrail closes files at about 50 MB, flow logs at 75: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html */
export const OBJECT_MOST_BYTES = 256 * MIB;
/** Unpacked in one go within the time that a consumer has. */
export const UNPACKED_MOST_BYTES = 2048 * MIB;
export const RECORDS_MOST = 5_000_000;
export const DEPTH_MOST = 64;
/** Logs shrink to a twentieth, repetitive ones to a hundredth. Looked at once there is more than a bomb's fuse. */
export const RATIO_MOST = 200;
export const RATIO_FROM_BYTES = MIB;
/** CloudTrail's records have 256 KB at most: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
export const RECORD_MOST_BYTES = 4 * MIB;

/** A piece that goes to the pipeline: a block of its journal takes it whole once it is packed. */
export const PIECE_RECORDS = 500;
export const PIECE_BYTES = 512 * KIB;

/** S3 sends nothing for so long: the connection is given up. */
export const IDLE_MS = 20 * SECOND_MS;
/** Who reads an object holds it for so long after each sign of life; then another may go on where it was. */
export const LEASE_MS = 60 * SECOND_MS;
export const RENEW_MS = 15 * SECOND_MS;
/** Tries of an object without any progress before a person is asked: of one that breaks off, and where S3 or the role does not let in. */
export const TRIES_MOST = 6;
export const AWAY_TRIES_MOST = 14;
/** 15 s, 30 s, 1, 2, 4 minutes, … up to an hour: 8 minutes for the first, seven hours for the second. */
export const retryAfterMs = (tries: number): number => Math.min(HOUR_MS, 15 * SECOND_MS * 2 ** Math.max(0, tries - 1));
/** An object on its way whose source was disabled, covers it no more or has no credentials waits so long for it to come back. */
export const UNCOVERED_MOST_MS = 24 * HOUR_MS;
/** What is known of an object that is over: S3's and SNS's repetitions come within hours, a dead-letter queue's within two weeks. */
export const KNOWN_MS = 21 * 24 * HOUR_MS;
