// Surveys made up for measuring, and random answers to them. The same seed makes the same answers.
#ifndef FRONTLINE_TESTS_BENCH_MADE_SURVEY_H_
#define FRONTLINE_TESTS_BENCH_MADE_SURVEY_H_

#include <random>
#include <string>

#include "frontline/survey/v1/instrument.pb.h"
#include "frontline/survey/v1/response.pb.h"

namespace frontline::bench {

// Four sorts of questions in turn (two of them Likert), broken down by force and by rank.
survey::v1::Instrument MakeInstrument(int questions);

// The same questions with 12 breakdowns: 11 by one segment, and one by 48 forces × 6 ranks. Twice as many people as rows.
survey::v1::Instrument MakeClosedInstrument(int questions, int rows);

// A CSV file of `rows` responses to one of the two: `closed` says to which. It is always the same.
std::string MakeFile(int questions, int rows, bool closed);

// How its columns are to be read.
survey::v1::ResponseMapping MakeMapping(const survey::v1::Instrument& instrument, int questions);

// One response to MakeInstrument().
survey::v1::Response MakeResponse(int questions, std::mt19937_64& random);

}  // namespace frontline::bench

#endif  // FRONTLINE_TESTS_BENCH_MADE_SURVEY_H_
