-- As in 0002, and: how late and how far ahead events came; a test counts for nothing.
-- No CASE in here: tools that split SQL into statements look for END.
DROP TRIGGER `delivery_inserted`;
--> statement-breakpoint
DROP TRIGGER `delivery_updated`;
--> statement-breakpoint
CREATE TRIGGER `delivery_inserted` AFTER INSERT ON `delivery` WHEN new.test = 0 BEGIN
	INSERT INTO source_hour (org, source_id, hour, deliveries, events, duplicates, rejected, findings, bytes, last_accepted_at,
			lag_n, lag_1s, lag_10s, lag_1m, lag_5m, lag_15m, lag_1h, lag_max_ms, ahead_max_ms, last_event_at)
		VALUES (new.org, new.source_id, new.accepted_at / 3600000, 1, new.events, new.duplicates, new.rejected, new.findings, new.bytes, new.accepted_at,
			new.lag_ms IS NOT NULL, coalesce(new.lag_ms <= 1000, 0), coalesce(new.lag_ms <= 10000, 0), coalesce(new.lag_ms <= 60000, 0), coalesce(new.lag_ms <= 300000, 0), coalesce(new.lag_ms <= 900000, 0), coalesce(new.lag_ms <= 3600000, 0),
			coalesce(new.lag_max_ms, 0), coalesce(new.ahead_ms, 0), coalesce(new.last_event_at, 0))
		ON CONFLICT (org, source_id, hour) DO UPDATE SET deliveries = deliveries + 1, events = events + excluded.events,
			duplicates = duplicates + excluded.duplicates, rejected = rejected + excluded.rejected, findings = findings + excluded.findings,
			bytes = bytes + excluded.bytes, last_accepted_at = max(last_accepted_at, excluded.last_accepted_at),
			lag_n = lag_n + excluded.lag_n,
			lag_1s = lag_1s + excluded.lag_1s, lag_10s = lag_10s + excluded.lag_10s, lag_1m = lag_1m + excluded.lag_1m,
			lag_5m = lag_5m + excluded.lag_5m, lag_15m = lag_15m + excluded.lag_15m, lag_1h = lag_1h + excluded.lag_1h,
			lag_max_ms = max(lag_max_ms, excluded.lag_max_ms), ahead_max_ms = max(ahead_max_ms, excluded.ahead_max_ms),
			last_event_at = max(last_event_at, excluded.last_event_at);
END;
--> statement-breakpoint
-- A delivery that is processed again replaces its counts.
CREATE TRIGGER `delivery_updated` AFTER UPDATE OF events, duplicates, rejected, findings ON `delivery` WHEN new.test = 0 BEGIN
	UPDATE source_hour SET events = events + new.events - old.events, duplicates = duplicates + new.duplicates - old.duplicates,
			rejected = rejected + new.rejected - old.rejected, findings = findings + new.findings - old.findings,
			lag_n = lag_n + (new.lag_ms IS NOT NULL) - (old.lag_ms IS NOT NULL),
			lag_1s = lag_1s + coalesce(new.lag_ms <= 1000, 0) - coalesce(old.lag_ms <= 1000, 0),
			lag_10s = lag_10s + coalesce(new.lag_ms <= 10000, 0) - coalesce(old.lag_ms <= 10000, 0),
			lag_1m = lag_1m + coalesce(new.lag_ms <= 60000, 0) - coalesce(old.lag_ms <= 60000, 0),
			lag_5m = lag_5m + coalesce(new.lag_ms <= 300000, 0) - coalesce(old.lag_ms <= 300000, 0),
			lag_15m = lag_15m + coalesce(new.lag_ms <= 900000, 0) - coalesce(old.lag_ms <= 900000, 0),
			lag_1h = lag_1h + coalesce(new.lag_ms <= 3600000, 0) - coalesce(old.lag_ms <= 3600000, 0),
			lag_max_ms = max(lag_max_ms, coalesce(new.lag_max_ms, 0)), ahead_max_ms = max(ahead_max_ms, coalesce(new.ahead_ms, 0)),
			last_event_at = max(last_event_at, coalesce(new.last_event_at, 0))
		WHERE org = new.org AND source_id = new.source_id AND hour = new.accepted_at / 3600000;
END;
--> statement-breakpoint
-- What is there already.
UPDATE dead_letter SET source_id = (SELECT source_id FROM delivery d WHERE d.id = dead_letter.delivery AND d.org = dead_letter.org)
	WHERE delivery IS NOT NULL;
