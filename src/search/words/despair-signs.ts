/** What the words around a mention of suicide say about it. In doubt about the writer's own wish to die, the number is given. */

/** The writer speaks of themself. Relatives are somebody else: 我爸, 我家. */
export const MYSELF =
  /(我|俺|咱|本人|老子)(?!们|国|市|县|镇|村|省|区|校|院|厂|司|家|爸|妈|父|母|爹|娘|爷|奶|外|姥|哥|弟|姐|妹|儿|女|老(公|婆|伴|师|板|爹|娘|头)|丈|妻|媳|对象|朋友|同|邻|舅|叔|姑|姨|婶|伯|侄|孙|岳|公公|婆婆|闺|男|娃|孩|小孩|的)/

/** A wish, not a deed; said without a subject it is the writer's own: 不想活了, 活着没意思. */
export const OWN_WISH =
  /不想活|想死|不如死|死了算了|死掉算了|一死了之|一了百了|活着|活够|活腻|没法活|活不成|活不了|不活了|不想.*世上|死给|我死|我要死|我去死|我就死|等我死|让我死|要是死了|去死算了|遗书|遗言|绝笔|后事|想解脱|自焚|不想或|不想话|我就跳|就要跳/

/** Wished by nobody: 不想死, 没自杀. */
export const UNWISHED_BEFORE = /(?<!要)不(会|想|愿)?$|没有?$/

/** Somebody has died of it. */
export const DIED =
  /身亡|去世|过世|死亡|离世|逝世|丧命|(人|他|她|爸|妈|哥|弟|姐|妹|儿子|女儿|老公|老婆)[^,]{0,2}没了(?!意思|希望|活路)|走了(?!算|之)|死了(?!算|一了|好|得了|就)|死后|的家属|家属|(吊|跳|淹|毒|烧)死?走的|遗体|遗属|办后事|尸|抢救无效|未遂/

/** A study, a service or an event about it. */
export const ABOUT =
  /预防|干预|讲座|宣传|热线|心理(咨询|健康|老师|辅导)|话题|公证|法律|效力|祖坟|的心都?没|的话(?=的)|防范|自杀(率|式|性|事件|案|现场|的人|倾向评估)|谣|新闻|网上|电视|视频|真的(吗|么)|真相/

/** It is no longer so. */
export const SETTLED = /吓唬|劝(好|下|住|回)|没事了|救(下|回)|开玩笑/

/** A wish that is also said of hardship; with a question of money or in a letter it is that. */
export const SOFT_WISH = /活不下去|撑不下去|没法活/

/** Who did it is spoken of: 喝农药死的人, 自杀的那户人家. */
export const DID_AFTER = /^(了|死|走|过世|身亡)*的(人|那|家|户|亲|遗|媳|男|女|老)/

/**
 * Somebody has died, said plainly: 我老汉儿死了, 老伴走了, 家里有人走了. The words are no danger, and no wish; whoever is not found
 * is not dead.
 */
export const BEREAVED =
  /(?:我|俺|家里?的?)*(?:老汉|老头|老伴|老娘|老爹|老妈|老爸|老公|老婆|爸|妈|爹|娘|爷爷?|奶奶?|公公|婆婆?|父亲|母亲|外公|外婆|岳父|岳母|丈夫|男人|亲人|有人|老人)(?:儿|子|家)?(?:昨天|今天|前天|昨晚|刚刚?|上周|上个?月|今年|去年)?(?:死|走|没|过世|去世|过身|不在|病故)(?:了|咗)(?![^。!?]{0,16}(?:不见|找不|没回|失踪|丢|快|救|掉|跳|不想|想死|一起))|^我走了$/gu
