CREATE TABLE `detection_revision` (
	`org` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `own_rule` (
	`org` text NOT NULL,
	`id` text NOT NULL,
	`title` text NOT NULL,
	`level` text NOT NULL,
	`state` text NOT NULL,
	`version` integer NOT NULL,
	`text` text NOT NULL,
	`since` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org`, `id`)
);
--> statement-breakpoint
CREATE TABLE `own_rule_version` (
	`org` text NOT NULL,
	`rule` text NOT NULL,
	`version` integer NOT NULL,
	`title` text NOT NULL,
	`level` text NOT NULL,
	`text` text NOT NULL,
	`digest` text NOT NULL,
	`note` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org`, `rule`, `version`)
);
--> statement-breakpoint
CREATE TABLE `rule_tuning` (
	`org` text NOT NULL,
	`rule` text NOT NULL,
	`state` text NOT NULL,
	`level` text,
	`reason` text NOT NULL,
	`until` integer,
	`updated_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org`, `rule`)
);
--> statement-breakpoint
CREATE TABLE `suppression` (
	`org` text NOT NULL,
	`id` text NOT NULL,
	`rule` text NOT NULL,
	`where` text NOT NULL,
	`reason` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_by` text,
	`ended_at` integer,
	PRIMARY KEY(`org`, `id`)
);
--> statement-breakpoint
CREATE INDEX `suppression_live` ON `suppression` (`org`,`expires_at`);