// An instrument with every sort of question, for the tests of answers.
#ifndef FRONTLINE_SERVICES_SURVEY_INSTRUMENT_FOR_TEST_H_
#define FRONTLINE_SERVICES_SURVEY_INSTRUMENT_FOR_TEST_H_

namespace frontline::survey {

// q-laptop LIKERT, required; q-why MULTIPLE, asked after poor or very-poor, "other" takes text, "none" is exclusive, at most 3; q-first RANK, 2 of 3;
// q-years NUMBER 0 to 40, whole; q-young SINGLE, asked of those with under 5 years; q-words TEXT, at most 20 characters.
inline constexpr char kEveryQuestion[] = R"(
  title { en: 'Technology' } mode: MODE_ANONYMOUS k: 5 pledge { en: 'Nobody can tell who answered what.' } reach: REACH_INVITATION
  retain_until: '2027-09-30'
  sections { code: 'kit' title { en: 'Kit' }
    questions { code: 'q-laptop' kind: QUESTION_KIND_LIKERT required: true text { en: 'How good is your laptop?' }
      choices { code: 'very-poor' label { en: 'Very poor' } score: 1 scored: true polarity: POLARITY_NEGATIVE }
      choices { code: 'poor' label { en: 'Poor' } score: 2 scored: true polarity: POLARITY_NEGATIVE }
      choices { code: 'good' label { en: 'Good' } score: 3 scored: true polarity: POLARITY_POSITIVE }
      choices { code: 'dont-know' label { en: 'Do not know' } } }
    questions { code: 'q-why' kind: QUESTION_KIND_MULTIPLE max_choices: 3 text { en: 'Why?' }
      show_if { question: 'q-laptop' any_of: 'very-poor' any_of: 'poor' }
      choices { code: 'slow' label { en: 'Slow' } }
      choices { code: 'heavy' label { en: 'Heavy' } }
      choices { code: 'battery' label { en: 'Battery' } }
      choices { code: 'other' label { en: 'Other' } takes_text: true }
      choices { code: 'none' label { en: 'None of these' } exclusive: true } }
    questions { code: 'q-first' kind: QUESTION_KIND_RANK max_choices: 2 text { en: 'What first?' }
      choices { code: 'radio' label { en: 'Radio' } }
      choices { code: 'phone' label { en: 'Phone' } }
      choices { code: 'laptop' label { en: 'Laptop' } } }
    questions { code: 'q-years' kind: QUESTION_KIND_NUMBER minimum: 0 maximum: 40 whole: true text { en: 'How many years?' }
      bands { code: 'under-5' label { en: 'Under 5' } low: 0 high: 4 }
      bands { code: 'from-5' label { en: '5 and more' } low: 5 high: 40 } }
    questions { code: 'q-young' kind: QUESTION_KIND_SINGLE required: true text { en: 'Were you trained?' }
      show_if { question: 'q-years' any_of: 'under-5' }
      choices { code: 'yes' label { en: 'Yes' } }
      choices { code: 'no' label { en: 'No' } } }
    questions { code: 'q-words' kind: QUESTION_KIND_TEXT max_length: 20 text { en: 'Anything else?' } } }
  segments { code: 'force' kind: SEGMENT_KIND_FORCE required: true text { en: 'Which force?' }
    values { code: 'kent' label { en: 'Kent Police' } headcount: 4000 }
    values { code: 'essex' label { en: 'Essex Police' } headcount: 3700 roll_up: 'east' } }
  segments { code: 'rank' kind: SEGMENT_KIND_RANK_GROUP text { en: 'Which rank?' }
    values { code: 'constable' label { en: 'Constable' } }
    values { code: 'sergeant' label { en: 'Sergeant' } } }
  breakdowns { segments: 'force' }
  population: 7700
)";

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_INSTRUMENT_FOR_TEST_H_
