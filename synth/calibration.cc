// SPDX-License-Identifier: Apache-2.0
#include "synth/calibration.h"

#include <algorithm>

namespace ginnel::synth {
namespace {

// clang-format off
constexpr std::array<Figure, kMeasures> kFigures = {{
    {"Population", 0, {49726, 2210, 124, 138611, 24220, 1710, 4670, 6736, 1316}, 229323},
    {"Average age", 0, {9, 6, 4, 42, 54, 60, 81, 82, 83}, 38},
    {"Average Deprivation Decile", 1, {60, 58, 55, 61, 60, 53, 66, 64, 61}, 61},
    {"Average Acute & Chronic Conditions", 1, {10, 62, 124, 14, 64, 126, 25, 70, 129}, 22},
    {"Symmetry Risk Score", 1, {2, 13, 37, 6, 28, 75, 20, 44, 88}, 10},
    {"LACE Index", 1, {4, 29, 58, 6, 28, 76, 39, 59, 100}, 12},
    {"Spend - Total", 1, {138, 47, 11, 591, 542, 149, 77, 274, 149}, 1979},
    {"Spend PPPY - Total", 0, {278, 2149, 8534, 427, 2238, 8739, 1652, 4070, 11326}, 863},
    {"Acute Elective", 0, {74, 592, 1699, 130, 798, 2255, 322, 827, 1458}, 242},
    {"Acute Non-Elective", 0, {74, 894, 4671, 106, 552, 3636, 521, 1371, 5196}, 257},
    {"MH & Community", 0, {63, 425, 1666, 40, 221, 1181, 210, 632, 1934}, 109},
    {"Social Care", 0, {0, 0, 0, 33, 253, 886, 355, 747, 1993}, 94},
    {"General Practice", 0, {66, 238, 497, 117, 415, 782, 243, 494, 743}, 161},
    {"Activity PPPY - Inpatients", 1, {1, 9, 34, 1, 7, 23, 3, 9, 22}, 2},
    {"Activity PPPY - A&E", 1, {2, 8, 16, 1, 5, 17, 2, 5, 16}, 2},
    {"Asthma", 1, {125, 122, 105, 125, 125, 130, 123, 120, 120}, 125},
    {"Cancer", 1, {0, 10, 32, 16, 86, 157, 76, 176, 280}, 28},
    {"COPD", 1, {36, 33, 40, 36, 37, 34, 39, 34, 42}, 36},
    {"Chronic Renal Failure", 1, {0, 2, 0, 0, 8, 82, 6, 50, 201}, 4},
    {"Diabetes", 1, {2, 12, 48, 27, 181, 415, 88, 220, 356}, 49},
    {"Heart Failure", 1, {0, 5, 24, 8, 92, 326, 67, 254, 562}, 29},
    {"Hypertension", 1, {0, 6, 24, 66, 377, 667, 325, 675, 859}, 116},
    {"Infectious Disease", 1, {48, 415, 734, 11, 51, 179, 5, 42, 182}, 30},
    {"Depression", 1, {2, 11, 24, 57, 224, 385, 20, 74, 210}, 65},
    {"Dementia", 1, {0, 0, 0, 0, 3, 19, 27, 62, 150}, 4},
    {"SMI", 1, {0, 3, 8, 5, 17, 40, 3, 7, 14}, 5},
    {"Obesity", 1, {1, 6, 32, 12, 113, 315, 7, 43, 110}, 24},
    {"Smoking", 1, {2, 8, 8, 103, 181, 226, 54, 76, 83}, 87},
    {"Falls", 1, {23, 52, 48, 23, 89, 247, 86, 215, 462}, 41},
    {"Housebound", 1, {3, 5, 24, 7, 47, 178, 70, 186, 407}, 21},
    {"Social Vulnerability", 1, {2, 4, 8, 3, 18, 53, 58, 111, 168}, 10},
    {"Weight Loss & Anorexia", 1, {32, 82, 153, 18, 72, 173, 42, 95, 185}, 32},
}};
// clang-format on

double Unit(int decimals) { return decimals == 0 ? 1.0 : 0.1; }

double Printed(Measure measure, size_t cell) {
  const Figure& figure = FigureOf(measure);
  return figure.cells[cell] * Unit(figure.decimals);
}

// Categories share what the printed total of a cell differs from their printed sum. Acute
// non-elective takes less: its whole-place figure is nearest to the edge of what it may be.
struct SpendShare {
  Measure measure;
  double share;
};
constexpr std::array<SpendShare, 5> kSpendShares = {{{Measure::kAcuteElective, 1.0},
                                                     {Measure::kAcuteNonElective, 0.3},
                                                     {Measure::kMentalHealthAndCommunity, 1.0},
                                                     {Measure::kSocialCare, 1.0},
                                                     {Measure::kGeneralPractice, 1.0}}};

// Total spend a person that agrees with both printed rows: pounds a person, and millions of the
// cell.
double TargetSpend(size_t cell) {
  const double people = Printed(Measure::kPopulation, cell);
  const double per_person = Printed(Measure::kSpend, cell);
  const double millions = Printed(Measure::kSpendMillions, cell);
  const double low = std::max(per_person - 0.5, (millions - 0.05) * 1e6 / people);
  const double high = std::min(per_person + 0.5, (millions + 0.05) * 1e6 / people);
  return (low + high) / 2;
}

double SpendShift(Measure measure, size_t cell) {
  double sum = 0;
  double shares = 0;
  double own = 0;
  for (const SpendShare& category : kSpendShares) {
    const double printed = Printed(category.measure, cell);
    if (printed == 0) continue;
    sum += printed;
    shares += category.share;
    if (category.measure == measure) own = category.share;
  }
  return (TargetSpend(cell) - sum) * own / shares;
}

// The smallest common shift that brings the mean of the whole place inside its printed figure.
double WholeShift(Measure measure) {
  const Figure& figure = FigureOf(measure);
  double sum = 0;
  for (size_t cell = 0; cell < kCells; ++cell) {
    sum += Printed(measure, cell) * Printed(Measure::kPopulation, cell);
  }
  const double unit = Unit(figure.decimals);
  const double off = sum / static_cast<double>(kPrintedPeople) - figure.whole * unit;
  const double room = 0.4 * unit;  // half a unit less a margin for whole people
  return off > room ? room - off : off < -room ? -room - off : 0;
}

}  // namespace

const Figure& FigureOf(Measure measure) { return kFigures[static_cast<size_t>(measure)]; }

double TargetMean(Measure measure, size_t cell) {
  const double printed = Printed(measure, cell);
  if (measure >= Measure::kAcuteElective && measure <= Measure::kGeneralPractice) {
    return printed == 0 ? 0 : printed + SpendShift(measure, cell);
  }
  return printed + WholeShift(measure);
}

int64_t PeopleWith(Measure measure, size_t cell, int64_t people) {
  return (int64_t{FigureOf(measure).cells[cell]} * people + 500) / 1000;
}

}  // namespace ginnel::synth
