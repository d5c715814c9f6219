-- What was kept back is counted when its row is new, so that a block that is processed again counts once.
CREATE TRIGGER `rule_match_inserted` AFTER INSERT ON `rule_match` BEGIN
	INSERT INTO rule_stat (org, rule, day, shadow, suppressed, last_at)
		VALUES (new.org, new.rule, new.time / 86400000, new.kind = 'shadow', new.kind = 'suppressed', new.time)
		ON CONFLICT (org, rule, day) DO UPDATE SET shadow = shadow + excluded.shadow,
			suppressed = suppressed + excluded.suppressed, last_at = max(last_at, excluded.last_at);
END;
