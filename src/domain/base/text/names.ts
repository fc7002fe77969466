/** What names of people look like in Chinese texts. */

/** Chinese characters, those to come, and the private ones that old systems used for rare names; for a class. */
export const HAN = '\\p{Script=Han}\\u{20000}-\\u{2fffd}\\u{30000}-\\u{3fffd}\\p{Co}'
/** Between the parts of a name: 买买提·吐尔逊. */
export const DOT = '·•・‧∙⋅.⸱｡˙●'

const COMMON =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪温芦季俞章鲁葛申牛尤柴舒骆焦关柳欧祝纪童项祁辛左柯阮涂甘蓝苗聂岳尚费毕屈柏裴卜邬宁'
const RARE =
  '佟晏敖桑桂狄祖禹谷佘麻窦丛谌邸阚亓仝郜郗宓逄逯郇邝呙冼禤蔺缪褚仇昝楚訾闵隋臧鄢鞠荆宫迟耿鲍池娄裘盛滕单鹿巫车邢娜晁冀郎简饶牟沙尧闫付代展苑解强候付揭喻储匡阳粟岑揣蒲栾慕滑' +
  '庄丘伍詹霍凌靳查游荣翁齐穆梅冷卓冉蒙党戚卞奚虞曲封芮荀甄屠胥濮扈燕瞿茹艾巩桓竺湛皮贝席刁郁仲巢厉戎符索雍边容满丰权朴苟帅漆栗鄂茅支管宣诸嵇惠井朝'
export const SURNAMES = [...new Set([...COMMON, ...RARE])].join('')
export const DOUBLE =
  '欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|东方|南宫|端木|令狐|长孙|宇文|轩辕|独孤|西门|闻人|赫连|澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|仲孙|钟离|鲜于|闾丘|司空|亓官|司寇|子车|颛孙|巫马|公西|漆雕|乐正|壤驷|公良|拓跋|夹谷|宰父|谷梁|百里|东郭|呼延|左丘|梁丘|第五|完颜|纳兰|叶赫|爱新觉罗|叶赫那拉'

/** A surname and one or two more, with single blanks between: 张三, 张 三, 欧阳娜娜. */
export const FULL_NAME = `(?:(?:${DOUBLE}) ?[${HAN}](?: ?[${HAN}])?|[${SURNAMES}] ?[${HAN}](?: ?[${HAN}])?)`

/** Characters that names from other languages are written with: 阿依古丽, 卓玛, 巴图. */
export const SOUNDED =
  '阿依古丽买提江尼吾尔吐逊热孜克木拉卜杜合曼萨帕姆努扎汗巴布那仁图雅娜其格乌云嘎卓玛央次旦西多吉珠索朗达娃措罗桑梅朵哈斯日勒德力夏艾亚孙库班沙迪莎伊再米妮萨麦德依明玉素甫托合塔什别克叶肯努赛尔凯约瑟夫旺堆贡布才让加洛丹增顿参嘉色边确吉尕华旦智毛措强泽仁翁姆郎拥初特青曲甲杰珠列白益久登荪都麦图波兰莫伍果呷赤彭阔'

/** First syllables of surnames, as people write them in Latin letters. */
const SYLLABLES =
  'wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang han feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu lv ding ren yao shen zhong cui tan fan wang liao shi jin jia xia fu fang zou xiong bai meng qin qiu hou yin xue yan duan lei long tao he mao hao gu gong shao wan qian dai mo kong xiang chang kang ouyang zhuge'
export const PINYIN_SURNAMES: ReadonlySet<string> = new Set(SYLLABLES.split(' '))
