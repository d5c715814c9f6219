import type { NoticeBoard, NoticeBoardEnv } from '../../../durable-objects/notice-board/notice-board.ts';

/** Settings and secrets are those of src/notify/settings.ts; without any of them notices go to the log. */
export interface Env extends NoticeBoardEnv {
  readonly NOTICE_BOARD: DurableObjectNamespace<NoticeBoard>;
}
