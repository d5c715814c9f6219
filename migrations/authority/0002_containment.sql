CREATE TABLE `agent_quota` (
	`org` text NOT NULL,
	`agent` text NOT NULL,
	`actions_per_hour` integer NOT NULL,
	`tokens_per_day` integer NOT NULL,
	`micro_usd_per_day` integer NOT NULL,
	`self_suggest` integer NOT NULL,
	`reason` text NOT NULL,
	`updated_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org`, `agent`)
);
--> statement-breakpoint
CREATE TABLE `agent_use` (
	`org` text NOT NULL,
	`agent` text NOT NULL,
	`id` text NOT NULL,
	`actions` integer NOT NULL,
	`tokens` integer NOT NULL,
	`micro_usd` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`org`, `agent`, `id`)
);
--> statement-breakpoint
CREATE INDEX `agent_use_at` ON `agent_use` (`org`,`agent`,`at`);--> statement-breakpoint
CREATE TABLE `decision_point` (
	`org` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`url` text NOT NULL,
	`token` text,
	`timeout_ms` integer NOT NULL,
	`enabled` integer NOT NULL,
	`updated_by` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `judgement` (
	`org` text NOT NULL,
	`op_id` text NOT NULL,
	`incident` text NOT NULL,
	`revision` integer NOT NULL,
	`plan` text NOT NULL,
	`at` integer NOT NULL,
	`outcome` text NOT NULL,
	`engine` text NOT NULL,
	`policy_version` text NOT NULL,
	`input_digest` text NOT NULL,
	`input` text,
	`reasons` text NOT NULL,
	PRIMARY KEY(`org`, `incident`, `revision`, `op_id`)
);
--> statement-breakpoint
CREATE INDEX `judgement_at` ON `judgement` (`org`,`at`);--> statement-breakpoint
CREATE TABLE `keyless_stop` (
	`org` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`stopped_by` text NOT NULL,
	`stopped_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `maintenance_window` (
	`org` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`rrule` text NOT NULL,
	`start` text NOT NULL,
	`timezone` text NOT NULL,
	`duration_minutes` integer NOT NULL,
	`updated_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`org`, `id`)
);
--> statement-breakpoint
CREATE TABLE `review` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`agent` text NOT NULL,
	`incident` text NOT NULL,
	`plan` text NOT NULL,
	`reason` text NOT NULL,
	`status` text NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`decision` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `review_org_status` ON `review` (`org`,`status`,`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `review_plan` ON `review` (`org`,`plan`);--> statement-breakpoint
CREATE TABLE `seen_request` (
	`digest` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `seen_request_expires` ON `seen_request` (`expires_at`);--> statement-breakpoint
CREATE TABLE `slack_user` (
	`team` text NOT NULL,
	`slack_user` text NOT NULL,
	`org` text NOT NULL,
	`user` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`team`, `slack_user`)
);
--> statement-breakpoint
CREATE INDEX `slack_user_org` ON `slack_user` (`org`,`user`);--> statement-breakpoint
CREATE TABLE `slack_workspace` (
	`team` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`name` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `slack_workspace_org` ON `slack_workspace` (`org`);--> statement-breakpoint
ALTER TABLE `account` ADD `auth` text DEFAULT 'static' NOT NULL;--> statement-breakpoint
ALTER TABLE `budget_use` ADD `blast` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `organisation` ADD `blast_per_hour` integer DEFAULT 200 NOT NULL;--> statement-breakpoint
ALTER TABLE `organisation` ADD `timezone` text DEFAULT 'UTC' NOT NULL;