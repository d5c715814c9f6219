CREATE TABLE `retro_hunt` (
	`org` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`state` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`body` text NOT NULL,
	PRIMARY KEY(`org`, `id`)
);
--> statement-breakpoint
CREATE INDEX `retro_hunt_started` ON `retro_hunt` (`org`,`started_at`,`id`);--> statement-breakpoint
CREATE TABLE `rule_match` (
	`org` text NOT NULL,
	`id` text NOT NULL,
	`rule` text NOT NULL,
	`kind` text NOT NULL,
	`by` text,
	`time` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`title` text NOT NULL,
	`source` text NOT NULL,
	`event_id` text NOT NULL,
	`delivery` text NOT NULL,
	`principal` text,
	PRIMARY KEY(`org`, `id`)
);
--> statement-breakpoint
CREATE INDEX `rule_match_rule` ON `rule_match` (`org`,`rule`,`time`,`id`);--> statement-breakpoint
CREATE INDEX `rule_match_seen` ON `rule_match` (`seen_at`);--> statement-breakpoint
CREATE TABLE `rule_stat` (
	`org` text NOT NULL,
	`rule` text NOT NULL,
	`day` integer NOT NULL,
	`shadow` integer NOT NULL,
	`suppressed` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`org`, `rule`, `day`)
);
