import { localize } from '../definition/texts.ts'

/** The engine's own sentences in each language. `zh` is the original. */
export const PHRASES = {
  again: { zh: '没看懂，请再说一次。', en: 'Sorry, that is not clear. Please say it again. ' },
  tooLong: {
    zh: '您写了 {n} 字，一次最多记 {max} 字：记到“…{end}”为止，后面的没记。登记以后把后面的再发一次，就能补进去。',
    en: 'You wrote {n} characters; {max} can be kept at once, up to “…{end}”. The rest is not kept: send it again after registering, and it is added.',
  },
  several: {
    zh: '您说了 {n} 件事，一件一件登记。先说第一件，后面的接着问您。',
    en: 'You named {n} matters. Each is registered on its own: first this one, then the others.',
  },
  notReadable: { zh: '没看到文字，请用文字说一说。', en: 'Please write it in words.' },
  tooShort: {
    zh: '请再说具体一点，至少 {n} 个字。',
    en: 'Please say a little more, at least {n} characters.',
  },
  tooLongHere: { zh: '太长了，这里最多 {n} 个字。', en: 'Too long: at most {n} characters here.' },
  badPattern: { zh: '格式不对，请看看再发。', en: 'That does not have the right form.' },
  notPassed: {
    zh: '这条消息没有传过来，表情包、小程序、红包这类看不到。请发文字、照片、语音或位置。',
    en: 'That message did not come through: stickers, mini programs and the like cannot be read. Please send words, photos, voice or a location.',
  },
  notPassedSticker: {
    zh: '表情这里看不到。请发文字、照片、语音或位置。',
    en: 'Stickers cannot be seen here. Please send words, photos, voice or a location.',
  },
  notPassedCard: {
    zh: '名片这里看不到。请把姓名或电话打出来。',
    en: 'Contact cards cannot be seen here. Please write the name or the number.',
  },
  notPassedFile: {
    zh: '文件没有传过来，这里收不到。请截图或拍照发来。',
    en: 'The file did not come through. Please send a screenshot or a photo of it.',
  },
  notPassedProgram: {
    zh: '小程序这里打不开。请截图发来，或打几个字说一说。',
    en: 'Mini programs cannot be opened here. Please send a screenshot, or say it in words.',
  },
  notPassedMoney: {
    zh: '红包、转账这里收不到，也不用发。请直接说事。',
    en: 'Money cannot be received here, and there is no need to send any. Please just tell us.',
  },
  notPassedCall: {
    zh: '这里接不了语音、视频通话。请发文字、语音，或打电话 {phone}。',
    en: 'Calls cannot be answered here. Please write, send a voice message, or call {phone}.',
  },
  notPassedRecord: {
    zh: '聊天记录这里打不开。请截图发来，或打几个字说一说。',
    en: 'Forwarded chats cannot be opened here. Please send a screenshot, or say it in words.',
  },
  needText: { zh: '这一步请发文字。', en: 'Please send text here.' },
  pickOne: {
    zh: '没看懂是哪一项，请回复前面的数字，1 到 {n}。',
    en: 'Please reply with a number from 1 to {n}.',
  },
  whichOf: { zh: '您是指哪一个？请回复数字：{names}', en: 'Which one do you mean? {names}' },
  badPhone: {
    zh: '号码不对。手机号是 11 位数字；座机请带区号，比如 0000-1234567。',
    en: 'That is not a phone number. A mobile number has 11 digits.',
  },
  onePhone: {
    zh: '这里只记一个号码，请发最方便联系您的那一个。',
    en: 'Only one number is kept here. Please send the one that reaches you best.',
  },
  needPhone: { zh: '请直接发电话号码。', en: 'Please send the number itself.' },
  needPlace: { zh: '还没看懂在哪里。', en: 'That does not say where.' },
  badDate: {
    zh: '没看懂日期，请这样写：2026-11-05，或者“昨天”。',
    en: 'Please write the date like 2026-11-05.',
  },
  dateFuture: { zh: '这个日子还没到，请再看看。', en: 'That day is still to come.' },
  datePast: { zh: '这个日子已经过了，请再看看。', en: 'That day has passed.' },
  badNumber: { zh: '请发一个数字。', en: 'Please send a number.' },
  numberRange: { zh: '请发 {min} 到 {max} 之间的数字。', en: 'Please send a number from {min} to {max}.' },
  sendPhoto: { zh: '这一步要照片。', en: 'This step takes photos.' },
  gotPhotos: {
    zh: '收到 {what}，还可以再发 {left} 个。发完回复“完成”。',
    en: 'Received: {what}. {left} more possible. Reply “done” when finished.',
  },
  enoughPhotos: { zh: '收到 {n} 张，已经够了。', en: '{n} received, that is enough.' },
  fewPhotos: { zh: '至少要 {min} 张，现在有 {n} 张。', en: 'At least {min} are needed, {n} so far.' },
  keptPhotos: {
    zh: '{what}收到了，会和这件事放在一起。',
    en: 'Received: {what}. Kept with this matter.',
  },
  keptVoice: {
    zh: '{what}收到了，会和这件事一起交给工作人员听。',
    en: 'Received: {what}. A person will listen to it with this matter.',
  },
  notHere: {
    zh: '{what}收到了，留在会话里，工作人员看得到。这一步用不上。',
    en: 'Received: {what}. It stays in the conversation, where officers can see it, but it is not needed here.',
  },
  place: { zh: '位置', en: 'your location' },
  link: { zh: '链接', en: 'the link' },
  keptLink: {
    zh: '链接收到了，记在这件事里。我们不点开它。',
    en: 'Received: the link. It is noted with this matter; we do not open it.',
  },
  photosShown: { zh: '{n} 个', en: '{n}' },
  canSkip: { zh: '（没有就回复“跳过”）', en: '(or reply “skip”)' },
  noneSkip: { zh: '（都不是就回复“跳过”）', en: '(none of these: reply “skip”)' },
  notOptional: { zh: '这一项不能跳过。', en: 'This one cannot be skipped.' },
  firstStep: { zh: '已经是第一步了。', en: 'This is already the first step.' },
  keptOld: { zh: '先不改了，还是原来的。', en: 'It stays as it was.' },
  skipped: { zh: '这一项先空着。', en: 'Left empty.' },
  stillStuck: {
    zh: '不好意思，还是没看懂。也可以打电话 {phone}，或者回复“人工”。不想办了回复“取消”。',
    en: 'Sorry, that is still not clear. You can call {phone}, or reply “cancel”.',
  },
  cancelled: { zh: '好的，已取消。', en: 'Cancelled.' },
  leftOff: { zh: '好的，先不办了。', en: 'All right, we leave it.' },
  gotPlace: { zh: '位置收到了。', en: 'The place is received.' },
  gotPhone: { zh: '电话记下了。', en: 'The number is kept.' },
  restarted: { zh: '好的，从头来。', en: 'Starting again.' },
  keptDraft: {
    zh: '刚才写的{name}先存着，回复“接着写”就能继续。',
    en: 'Your {name} is kept; reply “continue” to go on.',
  },
  failed: { zh: '不好意思，刚才出了点问题，没办成。', en: 'Sorry, something went wrong.' },
  failedPhone: { zh: '着急的话请打电话 {phone}。', en: 'If it is urgent please call {phone}.' },
  emergency: {
    zh: '情况紧急，请马上打电话 {phone}：{name}。',
    en: 'In an emergency call {phone} ({name}) now.',
  },
  added: { zh: '补到刚才说的事里了。', en: 'Added to what you said.' },
  stillAsked: {
    zh: '说完了，请回答上面那个问题。',
    en: 'When you have said it all, please answer the question above.',
  },
  backToIt: { zh: '接着刚才的：', en: 'Back to where we were:' },
  confirmHow: {
    zh: '没错就回复“确认”。要改哪一项，回复它的数字，或直接说，比如“{label}改成…”。',
    en: 'Reply “confirm” if this is right, or the number of the line to change.',
  },
  whichItem: {
    zh: '要改哪一项？回复 1 到 {n} 的数字；没错就回复“确认”。',
    en: 'Which line, 1 to {n}? Or “confirm”.',
  },
  noItem: { zh: '没有第 {i} 项，一共 {n} 项。', en: 'There is no line {i}, only {n}.' },
  changed: { zh: '{label}改好了。', en: '{label} changed.' },
  amended: { zh: '按您改的记下了。', en: 'Changed.' },
  item: { zh: '{i}. {label}：{value}', en: '{i}. {label}: {value}' },
  summed: {
    zh: '{summary}（全文 {n} 字，都会交给工作人员）',
    en: '{summary} (the office gets the whole text of {n} characters)',
  },
  empty: { zh: '（没填）', en: '(empty)' },
  confirmLabel: { zh: '确认', en: 'Confirm' },
  cancelLabel: { zh: '取消', en: 'Cancel' },
  skipLabel: { zh: '跳过', en: 'Skip' },
  doneLabel: { zh: '完成', en: 'Done' },
  wholeGuide: { zh: '指南全文', en: 'The whole guide' },
  fine: { zh: '好的，有事随时发消息。', en: 'All right. Write any time.' },
  noMenu: { zh: '请说说您的事。', en: 'Please tell us what you need.' },
  deep: { zh: '先把手上这件说完，再办别的。', en: 'Let us finish this first.' },
} as const

type Phrase = keyof typeof PHRASES

/** One of the engine's sentences, with its placeholders filled in. */
export function phrase(
  locale: string | undefined,
  name: Phrase,
  fill: Record<string, string | number> = {},
): string {
  return localize(PHRASES[name], locale).replace(/\{(\w+)\}/g, (_, key: string) => String(fill[key] ?? ''))
}
