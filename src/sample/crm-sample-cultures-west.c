/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/crm-sample-cultures.h"

/* Parts of invented names. Any likeness to a person or a firm is chance. */

static const char *const english_given[] = {
  "Amelia", "Oliver", "Grace", "Harry", "Isla", "Callum", "Freya", "Dylan", "Ruby", "Theo", "Niamh", "Cormac", "Hazel",
  "Marcus", "Priya", "Nadia", "Owen", "Bridget", "Wesley", "Imogen", "Tobias", "Zara", "Rowan", "Elspeth", NULL };
static const char *const english_family[] = {
  "Hartley", "Brooks", "Whitcombe", "Ashdown", "Pemberton", "O’Rourke", "Kavanagh", "Marlow", "Thackeray", "Fairburn",
  "Lockwood", "Penrose", "Sutherland", "Winslow", "Bramley", "Calloway", "Dunmore", "Eastwick", "Gillespie", "Holloway",
  "Kingsley", "Merriweather", "Quill", "Redfern", NULL };
static const char *const english_motifs[] = {
  "Copper Lantern", "Blue Heron", "Willowbank", "Stone Bridge", "Harbour Light", "Red Fox", "Silver Birch", "Old Mill",
  "Kingfisher", "Rosehip", "Northgate", "Seven Oaks", "Wild Thyme", "Paper Crane", "Clocktower", "Juniper", "Driftwood",
  "Marigold", "Foxglove", "Green Lane", "Salt & Slate", "High Meadow", "Nightingale", "Compass Rose", NULL };
static const CrmSamplePattern english_patterns[] = {
  { "{m} Hotel", "food" }, { "{m} Bakery", "food" }, { "{m} Café", "food" }, { "{f} & {o} Solicitors", "services" },
  { "{f} & {o} Architects", "construction" }, { "{m} Studios", "entertainment" }, { "{m} Software Ltd", "software" },
  { "{f} Dental Practice", "medical" }, { "{m} Primary School", "education" }, { "{m} Books", "retail" },
  { "{f} & Sons Joinery", "crafts" }, { "{m} Logistics", "transport" }, { "{f} {o} Accountants", "finance" },
  { "{c} City Library", "public" }, { "{m} Media", "marketing" }, { "{f} Precision Works", "manufacturing" },
};
static const char *const english_streets[] = {
  "Mill Lane", "Station Road", "Orchard Street", "Queen Square", "Bridge Street", "Harbour Walk", "Church Lane", NULL };
CRM_SAMPLE_DEFINE_CULTURE (english, "{n} {s}", FALSE)

static const char *const french_given[] = {
  "Élodie", "François", "Chloé", "Théo", "Inès", "Jérôme", "Hélène", "Rémi", "Zoé", "Gaël", "Aurélie", "Loïc", "Noémie",
  "Benoît", "Maëlle", "Étienne", "Anaïs", "Cédric", "Solène", "Thibault", NULL };
static const char *const french_family[] = {
  "Lefèvre", "Moreau", "Fournier", "Besançon", "Désormeaux", "Garnier", "Chevalier", "Béranger", "Rousselet", "Perrin",
  "Mercœur", "Delâtre", "Vasseur", "Lemaître", "Boisselier", "Guérin", "Marchand", "Tessier", "Préjean", "Aubry",
  NULL };
static const char *const french_motifs[] = {
  "du Marché", "de la Gare", "des Lilas", "du Vieux Pont", "de l’Étoile", "des Tilleuls", "du Phare", "des Quais",
  "de la Fontaine", "du Château", "des Érables", "de l’Horloge", "du Moulin", "de la Rivière", "des Canuts", "du Parc",
  NULL };
static const CrmSamplePattern french_patterns[] = {
  { "Café {m}", "food" }, { "Hôtel {m}", "food" }, { "Pâtisserie {f}", "food" }, { "Librairie {m}", "retail" },
  { "Atelier {f} & {o}", "crafts" }, { "Clinique {m}", "medical" }, { "École {m}", "education" },
  { "Cabinet {f} {o}", "finance" }, { "{f} Frères SARL", "manufacturing" }, { "Imprimerie {f}", "marketing" },
  { "Transports {f}", "transport" }, { "Studio {f} {o}", "entertainment" }, { "Informatique {f}", "technology" },
  { "Maison {f} {o}", "retail" },
};
static const char *const french_streets[] = {
  "rue des Lilas", "rue de la République", "quai Saint-Vincent", "place du Marché", "avenue des Frères", "rue Mercière",
  "boulevard du Parc", NULL };
CRM_SAMPLE_DEFINE_CULTURE (french, "{n} {s}", FALSE)

static const char *const italian_given[] = {
  "Matteo", "Giulia", "Niccolò", "Chiara", "Lorenzo", "Beatrice", "Davide", "Francesca", "Tommaso", "Ilaria", "Pietro",
  "Martina", "Simone", "Aurora", "Edoardo", "Elisa", NULL };
static const char *const italian_family[] = {
  "Ricci", "Fontana", "Bellini", "Morandi", "Galassi", "Ferretti", "Zanardi", "Pellegrini", "Lucchesi", "Santoro",
  "Battaglia", "Cavalli", "Marchetti", "Venturi", "Nicolò", "Orsini", NULL };
static const char *const italian_motifs[] = {
  "del Portico", "della Torre", "dei Limoni", "del Mercato", "della Piazza", "al Canale", "delle Rose", "del Sole",
  "della Stazione", "dei Tigli", "del Faro", "alla Fontana", NULL };
static const CrmSamplePattern italian_patterns[] = {
  { "Caffè {m}", "food" }, { "Albergo {m}", "food" }, { "Trattoria {m}", "food" }, { "Studio {f} e {o}", "services" },
  { "Officina {f}", "manufacturing" }, { "Ceramiche {f}", "crafts" }, { "Farmacia {m}", "medical" },
  { "{f} Trasporti Srl", "transport" }, { "Edizioni {f}", "marketing" }, { "{f} & {o} Srl", "retail" },
};
static const char *const italian_streets[] = {
  "Via dei Tigli", "Via Mazzarini", "Piazza del Pozzo", "Via della Fontana", "Strada Vecchia", NULL };
CRM_SAMPLE_DEFINE_CULTURE (italian, "{s} {n}", FALSE)

static const char *const spanish_given[] = {
  "Íñigo", "Begoña", "Martín", "Lucía", "Andrés", "Sofía", "Raúl", "Inés", "Joaquín", "Nuria", "Álvaro", "Ángela",
  "Iker",
  "Marisol", "Tomás", "Noelia", NULL };
static const char *const spanish_family[] = {
  "Muñoz", "Castañeda", "Ibáñez", "Peñalver", "Quiñones", "Vázquez", "Gálvez", "Zúñiga", "Carreño", "Sáenz", "Ortega",
  "Briceño", "Salmerón", "Núñez", "Peralta", "Cordero", NULL };
static const char *const spanish_motifs[] = {
  "La Cigüeña", "El Faro", "Los Almendros", "La Peña", "El Molino", "Las Torres", "La Viña", "El Puerto", "La Bahía",
  "El Olivar", "La Encina", "El Compás", NULL };
static const CrmSamplePattern spanish_patterns[] = {
  { "Cafetería {m}", "food" }, { "Hotel {m}", "food" }, { "Panadería {f}", "food" }, { "Bufete {f} y {o}", "services" },
  { "Talleres {f}", "manufacturing" }, { "Clínica {m}", "medical" }, { "Librería {m}", "retail" },
  { "{f} Logística", "transport" }, { "Colegio {m}", "education" }, { "Estudio {f} {o}", "marketing" },
};
static const char *const spanish_streets[] = {
  "Calle Mayor", "Calle del Puerto", "Plaza de la Peña", "Calle Real", "Avenida del Mar", NULL };
CRM_SAMPLE_DEFINE_CULTURE (spanish, "{s} {n}", FALSE)

static const char *const portuguese_given[] = {
  "João", "Inês", "Tomás", "Catarina", "Rui", "Conceição", "André", "Mafalda", "Simão", "Lurdes", "Gonçalo", "Matilde",
  "Estevão", "Beatriz", "Luís", "Graça", NULL };
static const char *const portuguese_family[] = {
  "Carvalho", "Magalhães", "Guimarães", "Simões", "Brandão", "Gonçalves", "Falcão", "Queirós", "Assunção", "Figueira",
  "Leitão", "Marçal", "Vilhena", "Sampaio", "Teixeira", "Negrão", NULL };
static const char *const portuguese_motifs[] = {
  "da Ribeira", "do Mercado", "das Flores", "do Cais", "da Praça", "dos Clérigos", "da Fonte", "do Jardim",
  "da Estação",
  "do Farol", "das Oliveiras", "do Moinho", NULL };
static const CrmSamplePattern portuguese_patterns[] = {
  { "Café {m}", "food" }, { "Pensão {m}", "food" }, { "Confeitaria {f}", "food" },
  { "{f} & {o} Advogados", "services" },
  { "Cerâmica {f}", "crafts" }, { "Tipografia {f}", "marketing" }, { "Clínica {m}", "medical" },
  { "{f} Irmãos Lda", "manufacturing" }, { "Livraria {m}", "retail" }, { "Transportes {f}", "transport" },
};
static const char *const portuguese_streets[] = {
  "Rua das Flores", "Rua do Almada", "Travessa da Fonte", "Largo da Sé", "Avenida do Cais", NULL };
CRM_SAMPLE_DEFINE_CULTURE (portuguese, "{s} {n}", FALSE)
