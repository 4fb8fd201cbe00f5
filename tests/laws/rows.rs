//! The laws for rows of Arrow: a row for each row, which says what cleaning its bytes alone says, whatever
//! batch it came in.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, BinaryArray, RecordBatch, UInt64Array};
use descrape::arrow::{Cleaner, Columns};
use descrape::clean;
use descrape::output::Shape;
use proptest::prelude::*;

use crate::{cases, generate};

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_row_is_its_document(
        texts in prop::collection::vec(prop::option::weighted(0.9, generate::bytes()), 1..8),
        options in generate::options(),
        cut in 0usize..8,
    ) {
        let numbers: ArrayRef = Arc::new((0..texts.len() as u64).collect::<UInt64Array>());
        let column: ArrayRef = Arc::new(texts.iter().map(Option::as_deref).collect::<BinaryArray>());
        let batch = RecordBatch::try_from_iter_with_nullable([("n", numbers, false), ("text", column, true)]).unwrap();
        let cleaner =
            Cleaner::new(options.clone(), &Shape::default(), Columns::default(), &batch.schema()).unwrap();
        let whole = cleaner.clean(&batch).unwrap();
        prop_assert_eq!(whole.batch.num_rows(), texts.len());
        prop_assert!(Arc::ptr_eq(whole.batch.column(0), batch.column(0)));

        let cut = cut.min(texts.len());
        let parts = [batch.slice(0, cut), batch.slice(cut, texts.len() - cut)];
        let parts = parts.map(|part| cleaner.clean(&part).unwrap());
        let joined = arrow_select::concat::concat_batches(
            whole.batch.schema_ref(),
            parts.iter().map(|part| &part.batch),
        );
        prop_assert_eq!(&joined.unwrap(), &whole.batch);

        let column = |name: &str| whole.batch.column_by_name(name).unwrap();
        let (text, sentences) = (column("text").as_string::<i64>(), column("sentences").as_list::<i32>());
        for (row, bytes) in texts.iter().enumerate() {
            let is_refused = whole.refused.iter().any(|refused| refused.row == row);
            let Some(bytes) = bytes.as_ref().filter(|_| !is_refused) else {
                prop_assert!(text.is_null(row) && sentences.is_null(row));
                continue;
            };
            let document = clean(bytes, &options);
            prop_assert_eq!(text.value(row), document.text());
            let own = sentences.value(row);
            let own: Vec<&str> = own.as_string::<i64>().iter().map(Option::unwrap).collect();
            let expected: Vec<&str> =
                document.sentences().iter().map(|range| &document.text()[range.clone()]).collect();
            prop_assert_eq!(own, expected);
        }
    }
}
