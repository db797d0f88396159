/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-cultures.h"

/* Parts of invented names. Any likeness to a person or a firm is chance. */

static const char *const german_given[] = {
  "Jürgen", "Sabine", "Matthias", "Käthe", "Björn", "Ursula", "Götz", "Annika", "Lukas", "Friederike", "Jörg",
  "Mareike",
  "Günther", "Svenja", "Konrad", "Lieselotte", "Moritz", "Hannelore", "Till", "Bärbel", NULL };
static const char *const german_family[] = {
  "Müller", "Schönfeld", "Brückner", "Weiß", "Köhler", "Lindemann", "Hübner", "Jäger", "Vogelsang", "Böttcher",
  "Strauß", "Kästner", "Rosenthal", "Grünwald", "Hagedorn", "Möller", "Zöllner", "Wörner", "Ackermann", "Dürr", NULL };
static const char *const german_motifs[] = {
  "Zum Goldenen Hirsch", "Am Stadttor", "Lindenhof", "Sonnenblick", "Bergquelle", "Alte Post", "Mühlbach",
  "Rosengarten",
  "Kornhaus", "Seeblick", "Grüner Baum", "Kupferdach", "Sternwarte", "Brückenkopf", NULL };
static const CrmSamplePattern german_patterns[] = {
  { "Gasthof {m}", "food" }, { "Hotel {m}", "food" }, { "Bäckerei {f}", "food" },
  { "{f} & Söhne GmbH", "manufacturing" },
  { "{f} + {o} Architekten", "construction" }, { "Kanzlei {f} {o}", "services" }, { "Praxis Dr. {f}", "medical" },
  { "{f} Maschinenbau AG", "manufacturing" }, { "Buchhandlung {f}", "retail" },
  { "{f} Datentechnik GmbH", "technology" },
  { "Spedition {f}", "transport" }, { "Tischlerei {f} & {o}", "crafts" }, { "Gymnasium {m}", "education" },
  { "Stadtwerke {c}", "public" },
};
static const char *const german_streets[] = {
  "Lindenstraße", "Bahnhofstraße", "Am Mühlbach", "Schillergasse", "Rosenweg", "Marktplatz", "Gärtnerstraße", NULL };
CRM_SAMPLE_DEFINE_CULTURE (german, "{s} {n}", FALSE)

static const char *const norse_given[] = {
  "Søren", "Åse", "Bjørn", "Ingrid", "Håkon", "Mette", "Jørgen", "Solveig", "Øystein", "Karoline", "Lærke", "Torbjørn",
  "Sigrid", "Asbjørn", "Maren", "Kåre", NULL };
static const char *const norse_family[] = {
  "Dahl", "Sørensen", "Bjørnstad", "Østergård", "Lund", "Nygård", "Ås", "Møller", "Kjær", "Solbakken", "Håland",
  "Rønning", "Brekke", "Skovgård", "Fjeldstad", "Vågen", NULL };
static const char *const norse_motifs[] = {
  "Nordlys", "Polarstjernen", "Brygga", "Fjordgløtt", "Lærken", "Havblikk", "Kaffehuset", "Fyret", "Bjørka", "Isbjørn",
  "Solsiden", "Møllen", NULL };
static const CrmSamplePattern norse_patterns[] = {
  { "{m} Kafé", "food" }, { "Hotell {m}", "food" }, { "{f} & {o} AS", "services" },
  { "{f} Skipsverft", "manufacturing" },
  { "{m} Bokhandel", "retail" }, { "{f} Tannklinikk", "medical" }, { "{m} Energi AS", "technology" },
  { "{f} Sjømat", "food" }, { "Arkitekt {f} {o}", "construction" }, { "{m} Skole", "education" },
};
static const char *const norse_streets[] = { "Storgata", "Skippergata", "Bryggeveien", "Åsgata", "Nørregade", NULL };
CRM_SAMPLE_DEFINE_CULTURE (norse, "{s} {n}", FALSE)

static const char *const swedish_given[] = {
  "Björn", "Åsa", "Göran", "Linnéa", "Håkan", "Märta", "Sören", "Ylva", "Pär", "Annelie", "Nils", "Tuva", NULL };
static const char *const swedish_family[] = {
  "Lindqvist", "Sjöberg", "Åkerström", "Bergström", "Nyström", "Hällgren", "Wikström", "Öberg", "Ekdahl", "Rönnbäck",
  "Forsgård", "Holmqvist", NULL };
static const char *const swedish_motifs[] = {
  "Hamnen", "Björken", "Sjöstjärnan", "Slottsskogen", "Fyren", "Kastanjen", "Ängen", "Gårdshuset", "Måsen", "Rosenlund",
  NULL };
static const CrmSamplePattern swedish_patterns[] = {
  { "Konditori {m}", "food" }, { "Hotell {m}", "food" }, { "{f} & {o} AB", "services" },
  { "{f} Mekaniska", "manufacturing" },
  { "{m} Förlag", "marketing" }, { "Vårdcentralen {m}", "medical" }, { "{f} Åkeri", "transport" },
  { "{f} Snickeri", "crafts" }, { "{m} Programvara AB", "software" },
};
static const char *const swedish_streets[] = { "Linnégatan", "Södra Vägen", "Hamngatan", "Ängsgatan", NULL };
CRM_SAMPLE_DEFINE_CULTURE (swedish, "{s} {n}", FALSE)

static const char *const finnish_given[] = {
  "Päivi", "Jyrki", "Eeva", "Matti", "Väinö", "Säde", "Tuomas", "Aino", "Yrjö", "Sanna", "Ilmari", "Kerttu", NULL };
static const char *const finnish_family[] = {
  "Mäkelä", "Virtanen", "Järvinen", "Hämäläinen", "Lehtonen", "Pöysti", "Kääriäinen", "Rantala", "Syrjälä", "Nieminen",
  NULL };
static const char *const finnish_motifs[] = {
  "Pyynikki", "Tähti", "Koski", "Järvi", "Kuusi", "Lähde", "Silta", "Metsä", "Puisto", NULL };
static const CrmSamplePattern finnish_patterns[] = {
  { "Kahvila {m}", "food" }, { "Hotelli {m}", "food" }, { "{f} & {o} Oy", "services" },
  { "{m} Ohjelmistot Oy", "software" },
  { "{f} Konepaja", "manufacturing" }, { "{m} Kirjakauppa", "retail" }, { "Lääkäriasema {m}", "medical" },
};
static const char *const finnish_streets[] = { "Hämeenkatu", "Satakunnankatu", "Näsilinnankatu", "Koskikatu", NULL };
CRM_SAMPLE_DEFINE_CULTURE (finnish, "{s} {n}", FALSE)

static const char *const dutch_given[] = {
  "Daniël", "Sanne", "Joost", "Fleur", "Thijs", "Noë", "Wouter", "Eline", "Maarten", "Loïs", "Gijs", "Zoë", NULL };
static const char *const dutch_family[] = {
  "van der Meer", "de Vries", "Brouwer", "Hoekstra", "ten Cate", "Visser", "van Dijk", "Kuiper", "Smeets", "Coopmans",
  "Drieënhuizen", "Roos", NULL };
static const char *const dutch_motifs[] = {
  "De Gouden Eeuw", "Het Anker", "De Zwaan", "De Molen", "Oudegracht", "Het Witte Paard", "De Tulp", "De Haven", NULL };
static const CrmSamplePattern dutch_patterns[] = {
  { "Café {m}", "food" }, { "Hotel {m}", "food" }, { "{f} & {o} BV", "services" }, { "Drukkerij {f}", "marketing" },
  { "Boekhandel {f}", "retail" }, { "{f} Fietsen", "manufacturing" }, { "Tandartspraktijk {f}", "medical" },
  { "{f} Transport", "transport" },
};
static const char *const dutch_streets[] = { "Oudegracht", "Molenstraat", "Kerkplein", "Havenkade", NULL };
CRM_SAMPLE_DEFINE_CULTURE (dutch, "{s} {n}", FALSE)
