/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-cultures.h"

/* Parts of invented names. Any likeness to a person or a firm is chance. */

static const char *const polish_given[] = {
  "Łukasz", "Katarzyna", "Paweł", "Agnieszka", "Michał", "Małgorzata", "Stanisław", "Bożena", "Rafał", "Zofia",
  "Błażej",
  "Hanna", "Bartłomiej", "Elżbieta", "Wacław", "Jadwiga", NULL };
static const char *const polish_family[] = {
  "Wójcik", "Kowalczyk", "Zieliński", "Dąbrowski", "Szymański", "Woźniak", "Kozłowski", "Jabłoński", "Wróbel",
  "Pawłowski",
  "Michalak", "Sikora", "Gołąb", "Król", "Żak", "Świątek", NULL };
static const char *const polish_motifs[] = {
  "Pod Lipą", "Złoty Lew", "Stary Młyn", "Przy Rynku", "Biały Żuraw", "Nad Wisłą", "Zielona Brama", "Słoneczna",
  "Bursztyn",
  "Pod Aniołami", "Dębowa", "Żagiel", NULL };
static const CrmSamplePattern polish_patterns[] = {
  { "Kawiarnia {m}", "food" }, { "Hotel {m}", "food" }, { "Piekarnia {f}", "food" },
  { "Kancelaria {f} i {o}", "services" },
  { "{f} Oprogramowanie Sp. z o.o.", "software" }, { "Drukarnia {f}", "marketing" }, { "Przychodnia {m}", "medical" },
  { "Stolarnia {f}", "crafts" }, { "{f} i Synowie", "manufacturing" }, { "Księgarnia {m}", "retail" },
};
static const char *const polish_streets[] = {
  "ul. Długa", "ul. Floriańska", "ul. Świętej Anny", "ul. Młyńska", "pl. Wolności", NULL };
CRM_SAMPLE_DEFINE_CULTURE (polish, "{s} {n}", FALSE)

static const char *const czech_given[] = {
  "Jiří", "Kateřina", "Tomáš", "Zdeňka", "Ondřej", "Markéta", "Vojtěch", "Eliška", "Přemysl", "Tereza", "Matěj",
  "Růžena",
  NULL };
static const char *const czech_family[] = {
  "Dvořák", "Novotný", "Kříž", "Růžička", "Němec", "Hájek", "Procházka", "Žižka", "Šimek", "Kučera", "Čermák", "Beneš",
  NULL };
static const char *const czech_motifs[] = {
  "U Zlatého Lva", "Na Růžku", "U Mlýna", "Pod Lípou", "Zelný trh", "U Kašny", "Slunečnice", "Jižní Brána", NULL };
static const CrmSamplePattern czech_patterns[] = {
  { "Kavárna {m}", "food" }, { "Hotel {m}", "food" }, { "Pekařství {f}", "food" }, { "{f} a {o} s.r.o.", "services" },
  { "Strojírny {f}", "manufacturing" }, { "Tiskárna {f}", "marketing" }, { "Klinika {m}", "medical" },
  { "Knihkupectví {f}", "retail" },
};
static const char *const czech_streets[] = { "Veveří", "Dlouhá", "Květná", "Masarykova", "Údolní", NULL };
CRM_SAMPLE_DEFINE_CULTURE (czech, "{s} {n}", FALSE)

static const char *const turkish_given[] = {
  "Ayşe", "Çağlar", "Gülşen", "İbrahim", "Şebnem", "Oğuz", "Zeynep", "Barış", "Tuğba", "Ömer", "Elif", "Işıl", NULL };
static const char *const turkish_family[] = {
  "Yıldız", "Öztürk", "Çelik", "Şahin", "Aydın", "Güneş", "Kılıç", "Doğan", "Türkoğlu", "Işık", "Aksoy", "Erdoğdu",
  NULL };
static const char *const turkish_motifs[] = {
  "Ege", "Mavi Liman", "Çınar", "Kordon", "Yıldızlı", "Güneş", "Zeytin", "Akdeniz", "Lale", "Saat Kulesi", NULL };
static const CrmSamplePattern turkish_patterns[] = {
  { "{m} Kahvesi", "food" }, { "{m} Otel", "food" }, { "{f} Tekstil", "manufacturing" },
  { "{f} & {o} Hukuk", "services" },
  { "{m} Yazılım", "software" }, { "{f} Lojistik", "transport" }, { "{m} Kitabevi", "retail" },
  { "{m} Koleji", "education" },
};
static const char *const turkish_streets[] = { "Kıbrıs Şehitleri Cad.", "Çınar Sok.", "Liman Cad.", "Gül Sok.", NULL };
CRM_SAMPLE_DEFINE_CULTURE (turkish, "{s} {n}", FALSE)

static const char *const chinese_given[] = {
  "伟|wei", "静|jing", "敏|min", "磊|lei", "秀英|xiuying", "建国|jianguo", "丽华|lihua", "浩然|haoran", "雨桐|yutong", "思远|siyuan",
  "欣怡|xinyi", "子轩|zixuan", "晓明|xiaoming", "梦洁|mengjie", "志强|zhiqiang", "婷|ting", "文博|wenbo", "佳慧|jiahui", "涛|tao",
  "雪|xue", "若兰|ruolan", "一鸣|yiming", "海燕|haiyan", "俊杰|junjie", NULL };
static const char *const chinese_family[] = {
  "张|zhang", "王|wang", "李|li", "陈|chen", "刘|liu", "杨|yang", "黄|huang", "赵|zhao", "吴|wu", "周|zhou", "徐|xu", "孙|sun",
  "马|ma", "朱|zhu", "胡|hu", "林|lin", "郭|guo", "何|he", "高|gao", "罗|luo", "沈|shen", "欧阳|ouyang", "宋|song", "唐|tang",
  NULL };
static const char *const chinese_motifs[] = {
  "清茶|qingcha", "云栖|yunqi", "龙泉|longquan", "锦绣|jinxiu", "晨曦|chenxi", "竹韵|zhuyun", "听雨|tingyu", "和风|hefeng",
  "青禾|qinghe", "星河|xinghe", "远山|yuanshan", "明月|mingyue", "知味|zhiwei", "百川|baichuan", "松石|songshi", "翠湖|cuihu",
  "天目|tianmu", "瑞丰|ruifeng", "兰亭|lanting", "九溪|jiuxi", "新元|xinyuan", "宏达|hongda", "悦来|yuelai", "雅集|yaji", NULL };
static const CrmSamplePattern chinese_patterns[] = {
  { "{c}{m}文化有限公司", "entertainment", "{m} {c}" }, { "{c}{m}科技有限公司", "technology", "{m} keji" },
  { "{c}{m}餐饮管理有限公司", "food", "{m} canyin" }, { "{c}{m}酒店", "food", "{m} jiudian" },
  { "{c}{m}贸易有限公司", "retail", "{m} maoyi" }, { "{c}{m}设计工作室", "marketing", "{m} sheji" },
  { "{c}{m}教育咨询有限公司", "education", "{m} jiaoyu" }, { "{c}{m}医疗器械有限公司", "medical", "{m} yiliao" },
  { "{c}{m}物流有限公司", "transport", "{m} wuliu" }, { "{c}{m}软件有限公司", "software", "{m} ruanjian" },
  { "{c}{m}丝绸有限公司", "manufacturing", "{m} sichou" }, { "{c}{f}氏茶行", "food", "{f} chahang" },
};
static const char *const chinese_streets[] = { "文三路", "南山路", "解放路", "人民路", "延安路", "平江路", "武林路", NULL };
CRM_SAMPLE_DEFINE_CULTURE (chinese, "{s}{n}号", TRUE)
