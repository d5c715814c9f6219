-- What lists and charts read instead of every finding. A conflict is no insert, so what comes twice counts once.
-- No CASE in here: tools that split SQL into statements look for END.
CREATE TRIGGER `finding_inserted` AFTER INSERT ON `finding` BEGIN
	INSERT INTO finding_hour (org, dimension, hour, value, n)
		VALUES (new.org, 'severity', new.time / 3600000, new.severity, 1),
			(new.org, 'rule', new.time / 3600000, new.rule_id, 1),
			(new.org, 'source', new.time / 3600000, new.source, 1)
		ON CONFLICT (org, dimension, hour, value) DO UPDATE SET n = n + 1;
	INSERT INTO finding_hour (org, dimension, hour, value, n)
		SELECT new.org, 'technique', new.time / 3600000, value, 1 FROM json_each(new.body, '$.techniques') WHERE true
		ON CONFLICT (org, dimension, hour, value) DO UPDATE SET n = n + 1;
	INSERT INTO finding_entity (org, type, id, time, finding)
		SELECT new.org, value ->> 'type', value ->> 'id', new.time, new.id FROM json_each(new.body, '$.entities') WHERE true
		ON CONFLICT DO NOTHING;
END;
--> statement-breakpoint
-- An entity may stand in a finding in two roles: it is one row here, and counts once.
CREATE TRIGGER `finding_entity_inserted` AFTER INSERT ON `finding_entity` BEGIN
	INSERT INTO entity_total (org, type, id, first_seen, last_seen, findings, incidents)
		VALUES (new.org, new.type, new.id, new.time, new.time, 1, 0)
		ON CONFLICT (org, type, id) DO UPDATE SET findings = findings + 1,
			first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen);
	INSERT INTO entity_day (org, day, type, id, n) VALUES (new.org, new.time / 86400000, new.type, new.id, 1)
		ON CONFLICT (org, day, type, id) DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `entity_inserted` AFTER INSERT ON `entity` BEGIN
	INSERT INTO entity_total (org, type, id, first_seen, last_seen, findings, incidents)
		VALUES (new.org, new.type, new.id, new.first_seen, new.last_seen, 0, 1)
		ON CONFLICT (org, type, id) DO UPDATE SET incidents = incidents + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `delivery_inserted` AFTER INSERT ON `delivery` BEGIN
	INSERT INTO source_hour (org, source_id, hour, deliveries, events, duplicates, rejected, findings, bytes, last_accepted_at)
		VALUES (new.org, new.source_id, new.accepted_at / 3600000, 1, new.events, new.duplicates, new.rejected, new.findings, new.bytes, new.accepted_at)
		ON CONFLICT (org, source_id, hour) DO UPDATE SET deliveries = deliveries + 1, events = events + excluded.events,
			duplicates = duplicates + excluded.duplicates, rejected = rejected + excluded.rejected, findings = findings + excluded.findings,
			bytes = bytes + excluded.bytes, last_accepted_at = max(last_accepted_at, excluded.last_accepted_at);
END;
--> statement-breakpoint
-- A delivery that is processed again replaces its counts.
CREATE TRIGGER `delivery_updated` AFTER UPDATE OF events, duplicates, rejected, findings ON `delivery` BEGIN
	UPDATE source_hour SET events = events + new.events - old.events, duplicates = duplicates + new.duplicates - old.duplicates,
			rejected = rejected + new.rejected - old.rejected, findings = findings + new.findings - old.findings
		WHERE org = new.org AND source_id = new.source_id AND hour = new.accepted_at / 3600000;
END;
--> statement-breakpoint
-- What is there already.
INSERT INTO finding_hour (org, dimension, hour, value, n) SELECT org, 'severity', time / 3600000, severity, count(*) FROM finding GROUP BY 1, 3, 4;
--> statement-breakpoint
INSERT INTO finding_hour (org, dimension, hour, value, n) SELECT org, 'rule', time / 3600000, rule_id, count(*) FROM finding GROUP BY 1, 3, 4;
--> statement-breakpoint
INSERT INTO finding_hour (org, dimension, hour, value, n) SELECT org, 'source', time / 3600000, source, count(*) FROM finding GROUP BY 1, 3, 4;
--> statement-breakpoint
INSERT INTO finding_hour (org, dimension, hour, value, n)
	SELECT f.org, 'technique', f.time / 3600000, j.value, count(*) FROM finding f, json_each(f.body, '$.techniques') j GROUP BY 1, 3, 4;
--> statement-breakpoint
INSERT INTO finding_entity (org, type, id, time, finding)
	SELECT f.org, j.value ->> 'type', j.value ->> 'id', f.time, f.id FROM finding f, json_each(f.body, '$.entities') j WHERE true ON CONFLICT DO NOTHING;
--> statement-breakpoint
INSERT INTO entity_total (org, type, id, first_seen, last_seen, findings, incidents)
	SELECT org, type, id, min(first_seen), max(last_seen), 0, count(*) FROM entity WHERE true GROUP BY org, type, id
	ON CONFLICT (org, type, id) DO UPDATE SET incidents = excluded.incidents;
--> statement-breakpoint
INSERT INTO source_hour (org, source_id, hour, deliveries, events, duplicates, rejected, findings, bytes, last_accepted_at)
	SELECT org, source_id, accepted_at / 3600000, count(*), sum(events), sum(duplicates), sum(rejected), sum(findings), sum(bytes), max(accepted_at)
	FROM delivery GROUP BY 1, 2, 3;
