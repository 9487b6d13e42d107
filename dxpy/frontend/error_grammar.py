"""The grammar of Python 3.12 as the error pass reads it: the language, plus rules for mistakes.

The parser proper (parser.py) does not use it. When a source is no program, error_parser.py matches
the failing statement against this grammar the way CPython's parser would, and the first rule for a
mistake that matches gives the error its sentence. To agree with CPython about which mistake is seen
first, the order of alternatives is that of the full grammar of the language reference (chapter 10),
and rules for mistakes stand where CPython's diagnostics look for them.

Notation, one rule a paragraph:

    name* : alternative | alternative      the star: results are remembered in both passes alike
    'if'  "match"  NAME                    keyword or operator; soft keyword; kind of token
    e?  e*  e+  ','.e+                     optional, repeated, repeated with separators
    &e  !e  ~                              must, must not follow; no other alternative from here
    &&':'                                  must follow, or the error is that it was expected
    a=e                                    remember where e stood, as `a`
    {action}                               the alternative is a mistake (see error_actions.py)
    {!check}                               what matched is right, unless error_actions.py objects

In soft_or_prefixed stand the beginnings of the soft keywords too, because CPython compares only as
many letters as the name has. A rule named invalid_... that stands alone in an alternative is tried
in the second pass only.

References: language reference chapter 10; PEP 617.
"""

from __future__ import annotations

STATEMENTS = r"""
file : statements? ENDMARKER
eval : expressions NEWLINE* ENDMARKER
single : compound_stmt NEWLINE | simple_stmts | NEWLINE
statements : statement+
statement : compound_stmt | simple_stmts
simple_stmts : simple_stmt !';' NEWLINE | ';'.simple_stmt+ ';'? NEWLINE
simple_stmt* : assignment | &"type" type_alias | star_expressions | &'return' return_stmt
    | &('import' | 'from') import_stmt | &'raise' raise_stmt | 'pass' | &'del' del_stmt
    | &'yield' yield_expr | &'assert' assert_stmt | 'break' | 'continue'
    | &'global' 'global' ','.NAME+ | &'nonlocal' 'nonlocal' ','.NAME+
compound_stmt : &('def' | '@' | 'async') function_def | &'if' if_stmt | &('class' | '@') class_def
    | &('with' | 'async') with_stmt | &('for' | 'async') for_stmt | &'try' try_stmt
    | &'while' while_stmt | match_stmt

assignment : NAME ':' expression assigned? | annotation_target ':' expression assigned?
    | target_equals+ annotated_rhs !'=' | single_target augassign ~ annotated_rhs
    | invalid_assignment
assigned : '=' annotated_rhs
annotation_target : '(' single_target ')' | single_subscript_attribute_target
target_equals : star_targets '='
annotated_rhs : yield_expr | star_expressions
augassign : '+=' | '-=' | '*=' | '@=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>='
    | '**=' | '//='
return_stmt : 'return' star_expressions?
raise_stmt : 'raise' expression raise_cause? | 'raise'
raise_cause : 'from' expression
del_stmt : 'del' del_targets &(';' | NEWLINE) | invalid_del_stmt
assert_stmt : 'assert' expression assert_message?
assert_message : ',' expression
import_stmt : invalid_import | import_name | import_from
import_name : 'import' ','.dotted_as_name+
import_from : 'from' dots* dotted_name 'import' import_from_targets
    | 'from' dots+ 'import' import_from_targets
dots : '.' | '...'
import_from_targets : '(' import_from_as_names ','? ')' | import_from_as_names !',' | '*'
    | invalid_import_from_targets
import_from_as_names : ','.import_from_as_name+
import_from_as_name : NAME as_name?
dotted_as_name : dotted_name as_name?
as_name : 'as' NAME
dotted_name* : NAME dotted_tail*
dotted_tail : '.' NAME

block* : NEWLINE INDENT statements DEDENT | simple_stmts | invalid_block
decorators : decorator+
decorator : '@' named_expression NEWLINE
class_def : decorators class_def_raw | class_def_raw
class_def_raw : invalid_class_def_raw | 'class' NAME type_params? class_arguments? ':' block
class_arguments : '(' arguments? ')'
function_def : decorators function_def_raw | function_def_raw
function_def_raw : invalid_def_raw
    | 'def' NAME type_params? &&'(' params? ')' returns? &&':' block
    | 'async' 'def' NAME type_params? &&'(' params? ')' returns? &&':' block
returns : '->' expression

params : invalid_parameters | parameters
parameters : slash_no_default param_no_default* param_with_default* star_etc?
    | slash_with_default param_with_default* star_etc?
    | param_no_default+ param_with_default* star_etc? | param_with_default+ star_etc? | star_etc
slash_no_default : param_no_default+ '/' ',' | param_no_default+ '/' &')'
slash_with_default : param_no_default* param_with_default+ '/' ','
    | param_no_default* param_with_default+ '/' &')'
star_etc : invalid_star_etc | '*' param_no_default param_maybe_default* kwds?
    | '*' param_no_default_star_annotation param_maybe_default* kwds?
    | '*' ',' param_maybe_default+ kwds? | kwds
kwds : invalid_kwds | '**' param_no_default
param_no_default : param ',' | param &')'
param_no_default_star_annotation : NAME star_annotation ',' | NAME star_annotation &')'
param_with_default : param default ',' | param default &')'
param_maybe_default : param default? ',' | param default? &')'
param : NAME annotation?
annotation : ':' expression
star_annotation : ':' star_expression
default : '=' expression | invalid_default

if_stmt : invalid_if_stmt | 'if' named_expression ':' block elif_stmt
    | 'if' named_expression ':' block else_block?
elif_stmt : invalid_elif_stmt | 'elif' named_expression ':' block elif_stmt
    | 'elif' named_expression ':' block else_block?
else_block : invalid_else_stmt | 'else' &&':' block
while_stmt : invalid_while_stmt | 'while' named_expression ':' block else_block?
for_stmt : invalid_for_stmt | 'for' star_targets 'in' ~ star_expressions ':' block else_block?
    | 'async' 'for' star_targets 'in' ~ star_expressions ':' block else_block?
    | invalid_for_target
with_stmt : invalid_with_stmt_indent | 'with' '(' ','.with_item+ ','? ')' ':' block
    | 'with' ','.with_item+ ':' block | 'async' 'with' '(' ','.with_item+ ','? ')' ':' block
    | 'async' 'with' ','.with_item+ ':' block | invalid_with_stmt
with_item : expression 'as' star_target &(',' | ')' | ':') | invalid_with_item | expression
try_stmt : invalid_try_stmt | 'try' &&':' block finally_block
    | 'try' &&':' block except_block+ else_block? finally_block?
    | 'try' &&':' block except_star_block+ else_block? finally_block?
except_block : invalid_except_stmt_indent | 'except' expression as_name? ':' block
    | 'except' ':' block | invalid_except_stmt
except_star_block : invalid_except_star_stmt_indent | 'except' '*' expression as_name? ':' block
    | invalid_except_stmt
finally_block : invalid_finally_stmt | 'finally' &&':' block

match_stmt : "match" subject_expr ':' NEWLINE INDENT case_block+ DEDENT | invalid_match_stmt
subject_expr : star_named_expression ',' star_named_expressions? | named_expression
case_block : invalid_case_block | "case" patterns guard? ':' block
guard : 'if' named_expression
patterns : open_sequence_pattern | pattern
pattern : as_pattern | or_pattern
as_pattern : or_pattern 'as' pattern_capture_target | invalid_as_pattern
or_pattern : '|'.closed_pattern+
closed_pattern* : literal_pattern | capture_pattern | "_" | value_pattern | group_pattern
    | sequence_pattern | mapping_pattern | class_pattern
literal_pattern : signed_number !('+' | '-') | complex_number | strings | 'None' | 'True' | 'False'
complex_number : signed_number '+' NUMBER | signed_number '-' NUMBER
signed_number : NUMBER | '-' NUMBER
capture_pattern : pattern_capture_target
pattern_capture_target : !"_" NAME !('.' | '(' | '=')
value_pattern : attr !('.' | '(' | '=')
attr* : NAME dotted_tail+
name_or_attr* : NAME dotted_tail*
group_pattern : '(' pattern ')'
sequence_pattern : '[' maybe_sequence_pattern? ']' | '(' open_sequence_pattern? ')'
open_sequence_pattern : maybe_star_pattern ',' maybe_sequence_pattern?
maybe_sequence_pattern : ','.maybe_star_pattern+ ','?
maybe_star_pattern : star_pattern | pattern
star_pattern* : '*' pattern_capture_target | '*' "_"
mapping_pattern : '{' '}' | '{' double_star_pattern ','? '}'
    | '{' items_pattern ',' double_star_pattern ','? '}' | '{' items_pattern ','? '}'
items_pattern : ','.key_value_pattern+
key_value_pattern : mapping_key ':' pattern
mapping_key : literal_pattern | attr
double_star_pattern : '**' pattern_capture_target
class_pattern : name_or_attr '(' ')' | name_or_attr '(' positional_patterns ','? ')'
    | name_or_attr '(' keyword_patterns ','? ')'
    | name_or_attr '(' positional_patterns ',' keyword_patterns ','? ')' | invalid_class_pattern
positional_patterns : ','.pattern+
keyword_patterns : ','.keyword_pattern+
keyword_pattern : NAME '=' pattern

type_alias : "type" NAME type_params? '=' expression
type_params : '[' ','.type_param+ ','? ']'
type_param* : NAME annotation? | '*' NAME a=':' b=expression {bound_of_tuple} | '*' NAME
    | '**' NAME a=':' b=expression {bound_of_spec} | '**' NAME
"""

EXPRESSIONS = r"""
expressions : expression expression_tail+ ','? | expression ',' | expression
expression_tail : ',' expression
expression* : invalid_expression | invalid_legacy_expression
    | disjunction 'if' disjunction 'else' expression | disjunction | lambdef
yield_expr : 'yield' 'from' expression | 'yield' star_expressions?
star_expressions : star_expression star_expression_tail+ ','? | star_expression ',' |
    star_expression
star_expression_tail : ',' star_expression
star_expression* : '*' bitwise_or | expression
star_named_expressions : ','.star_named_expression+ ','?
star_named_expression : '*' bitwise_or | named_expression
assignment_expression : NAME ':=' ~ expression
named_expression : assignment_expression | invalid_named_expression | expression !':='
disjunction* : conjunction or_tail+ | conjunction
or_tail : 'or' conjunction
conjunction* : inversion and_tail+ | inversion
and_tail : 'and' inversion
inversion* : 'not' inversion | comparison
comparison : bitwise_or compare_tail+ | bitwise_or
compare_tail : '==' bitwise_or | not_equal bitwise_or | '<=' bitwise_or | '<' bitwise_or
    | '>=' bitwise_or | '>' bitwise_or | 'not' 'in' bitwise_or | 'in' bitwise_or
    | 'is' 'not' bitwise_or | 'is' bitwise_or
not_equal : '!='
bitwise_or* : bitwise_xor bitwise_or_tail*
bitwise_or_tail : '|' bitwise_xor
bitwise_xor* : bitwise_and bitwise_xor_tail*
bitwise_xor_tail : '^' bitwise_and
bitwise_and* : shift_expr bitwise_and_tail*
bitwise_and_tail : '&' shift_expr
shift_expr* : sum shift_tail*
shift_tail : '<<' sum | '>>' sum
sum* : term sum_tail*
sum_tail : '+' term | '-' term
term* : factor term_tail*
term_tail : '*' factor | '/' factor | '//' factor | '%' factor | '@' factor
factor* : '+' factor | '-' factor | '~' factor | power
power : await_primary '**' factor | await_primary
await_primary* : 'await' primary | primary
primary* : atom primary_tail*
primary_tail : '.' NAME | genexp | '(' arguments? ')' | '[' slices ']'
slices : slice !',' | ','.slice_or_starred+ ','?
slice_or_starred : slice | starred_expression
slice : expression? ':' expression? slice_step? | named_expression
slice_step : ':' expression?
atom : NAME | 'True' | 'False' | 'None' | &(STRING | FSTRING_START) strings | NUMBER
    | &'(' bracketed | &'[' listed | &'{' braced | '...'
bracketed : tuple | group | genexp
listed : list | listcomp
braced : dict | set | dictcomp | setcomp
group : '(' grouped ')' | invalid_group
grouped : yield_expr | named_expression
lambdef : 'lambda' lambda_params? ':' expression
lambda_params : invalid_lambda_parameters | lambda_parameters
lambda_parameters : lambda_slash_no_default lambda_param_no_default* lambda_param_with_default*
    lambda_star_etc? | lambda_slash_with_default lambda_param_with_default* lambda_star_etc?
    | lambda_param_no_default+ lambda_param_with_default* lambda_star_etc?
    | lambda_param_with_default+ lambda_star_etc? | lambda_star_etc
lambda_slash_no_default : lambda_param_no_default+ '/' ',' | lambda_param_no_default+ '/' &':'
lambda_slash_with_default : lambda_param_no_default* lambda_param_with_default+ '/' ','
    | lambda_param_no_default* lambda_param_with_default+ '/' &':'
lambda_star_etc : invalid_lambda_star_etc
    | '*' lambda_param_no_default lambda_param_maybe_default* lambda_kwds?
    | '*' ',' lambda_param_maybe_default+ lambda_kwds? | lambda_kwds
lambda_kwds : invalid_lambda_kwds | '**' lambda_param_no_default
lambda_param_no_default : NAME ',' | NAME &':'
lambda_param_with_default : NAME default ',' | NAME default &':'
lambda_param_maybe_default : NAME default? ',' | NAME default? &':'

fstring_middle : fstring_replacement_field | FSTRING_MIDDLE
fstring_replacement_field : '{' field_value '='? fstring_conversion? fstring_full_format_spec? '}'
    | invalid_replacement_field
field_value : yield_expr | star_expressions
fstring_conversion : '!' NAME
fstring_full_format_spec : ':' fstring_format_spec*
fstring_format_spec : FSTRING_MIDDLE | fstring_replacement_field
fstring : FSTRING_START fstring_middle* FSTRING_END
strings* : string_part+ {!strings}
string_part : fstring | string
string : STRING {!string}

list : '[' star_named_expressions? ']'
tuple : '(' tuple_elements? ')'
tuple_elements : star_named_expression ',' star_named_expressions?
set : '{' star_named_expressions '}'
dict : '{' double_starred_kvpairs? '}' | '{' invalid_double_starred_kvpairs '}'
double_starred_kvpairs : ','.double_starred_kvpair+ ','?
double_starred_kvpair : '**' bitwise_or | kvpair
kvpair : expression ':' expression
for_if_clauses : for_if_clause+
for_if_clause : 'async' 'for' star_targets 'in' ~ disjunction if_clause*
    | 'for' star_targets 'in' ~ disjunction if_clause* | invalid_for_target
if_clause : 'if' disjunction
listcomp : '[' named_expression for_if_clauses ']' | invalid_comprehension
setcomp : '{' named_expression for_if_clauses '}' | invalid_comprehension
genexp : '(' plain_argument for_if_clauses ')' | invalid_comprehension
plain_argument : assignment_expression | expression !':='
dictcomp : '{' kvpair for_if_clauses '}' | invalid_dict_comprehension

arguments* : args ','? &')' | invalid_arguments
args : ','.positional_argument+ kwargs_tail? | kwargs
positional_argument : starred_expression | plain_argument !'='
kwargs_tail : ',' kwargs
kwargs : ','.kwarg_or_starred+ ',' ','.kwarg_or_double_starred+ | ','.kwarg_or_starred+
    | ','.kwarg_or_double_starred+
starred_expression : invalid_starred_expression | '*' expression
kwarg_or_starred : invalid_kwarg | NAME '=' expression | starred_expression
kwarg_or_double_starred : invalid_kwarg | NAME '=' expression | '**' expression

star_targets : star_target !',' | star_target star_target_tail* ','?
star_target_tail : ',' star_target
star_targets_list_seq : ','.star_target+ ','?
star_targets_tuple_seq : star_target star_target_tail+ ','? | star_target ','
star_target* : '*' !'*' star_target | target_with_star_atom
target_with_star_atom* : t_primary '.' NAME !t_lookahead | t_primary '[' slices ']' !t_lookahead
    | star_atom
star_atom : NAME | '(' target_with_star_atom ')' | '(' star_targets_tuple_seq? ')'
    | '[' star_targets_list_seq? ']'
single_target : single_subscript_attribute_target | NAME | '(' single_target ')'
single_subscript_attribute_target : t_primary '.' NAME !t_lookahead
    | t_primary '[' slices ']' !t_lookahead
t_primary* : atom &t_lookahead t_primary_tail*
t_primary_tail : '.' NAME &t_lookahead | '[' slices ']' &t_lookahead | genexp &t_lookahead
    | '(' arguments? ')' &t_lookahead
t_lookahead : '(' | '[' | '.'
del_targets : ','.del_target+ ','?
del_target* : t_primary '.' NAME !t_lookahead | t_primary '[' slices ']' !t_lookahead | del_t_atom
del_t_atom : NAME | '(' del_target ')' | '(' del_targets? ')' | '[' del_targets? ']'
"""

MISTAKES = r"""
invalid_arguments : a=args ',' b='*' {iterable_unpacking_late} | a=expression b=for_if_clauses ','
    after_generator? {generator_bare} | a=NAME b='=' expression for_if_clauses {maybe_meant_equal}
    | args_comma? a=NAME b='=' &(',' | ')') {argument_value} | a=args b=for_if_clauses
    {generator_in_call} | args ',' a=expression b=for_if_clauses {generator_bare} | a=args ','
    args {positional_late}
args_comma : args ','
after_generator : args | expression for_if_clauses
invalid_kwarg : a=singleton b='=' {assign_singleton}
    | a=NAME b='=' expression for_if_clauses {maybe_meant_equal}
    | !name_equals a=expression b='=' {keyword_expression}
    | a='**' expression '=' b=expression {assign_double_star}
invalid_starred_expression : a='*' expression '=' b=expression {assign_star}
singleton : 'True' | 'False' | 'None'
name_equals : NAME '='
expression_without_invalid : disjunction 'if' disjunction 'else' expression | disjunction | lambdef
invalid_legacy_expression : a=NAME !'(' b=star_expressions {legacy_call}
invalid_expression : !soft_or_prefixed a=disjunction b=expression_without_invalid {forgot_comma}
    | a=disjunction 'if' b=disjunction !('else' | ':') {missing_else}
    | a='lambda' lambda_params? b=':' &FSTRING_MIDDLE {fstring_lambda}
soft_or_prefixed : NAME STRING | "_" | "c" | "ca" | "cas" | "case" | "m" | "ma" | "mat" | "matc"
    | "match" | "t" | "ty" | "typ" | "type"
invalid_named_expression* : a=expression ':=' expression {walrus_target}
    | a=NAME '=' b=bitwise_or !('=' | ':=') {maybe_meant_equal}
    | !no_target_hint a=bitwise_or b='=' bitwise_or !('=' | ':=') {assign_here}
no_target_hint : list | tuple | genexp | 'True' | 'None' | 'False'
invalid_assignment : a=invalid_ann_assign_target ':' expression {annotate_sequence}
    | a=star_named_expression ',' star_named_expressions* ':' expression {annotate_tuple}
    | a=expression ':' expression {annotate_illegal}
    | target_equals* a=star_expressions '=' {assign_target}
    | target_equals* a=yield_expr '=' {assign_yield}
    | a=star_expressions augassign annotated_rhs {augment_illegal}
invalid_ann_assign_target : list | tuple | '(' invalid_ann_assign_target ')'
invalid_del_stmt : 'del' a=star_expressions {delete_target}
invalid_block : NEWLINE !INDENT {indent_expected}
invalid_comprehension : bracket a=starred_expression for_if_clauses {comprehension_unpacking}
    | square_or_brace a=star_named_expression ',' b=star_named_expressions for_if_clauses
        {comprehension_target}
    | square_or_brace a=star_named_expression b=',' for_if_clauses {comprehension_target}
bracket : '[' | '(' | '{'
square_or_brace : '[' | '{'
invalid_dict_comprehension : '{' a='**' bitwise_or for_if_clauses '}' {dict_unpacking}
invalid_parameters : a='/' ',' {slash_first} | any_slash param_maybe_default* a='/' {slash_again}
    | slash_no_default? param_no_default* default_before a=param_no_default {default_missing} |
    param_no_default* a='(' param_no_default+ ','? b=')' {parameter_brackets} | any_slash?
    param_maybe_default* '*' star_parameter param_maybe_default* a='/' {slash_after_star} |
    param_maybe_default+ '/' a='*' {comma_before_star}
any_slash : slash_no_default | slash_with_default
default_before : slash_with_default | param_with_default+
star_parameter : ',' | param_no_default
invalid_default : a='=' &(')' | ',') {default_value}
invalid_star_etc : a='*' bare_star_end {bare_star} | '*' param a='=' {star_default}
    | '*' star_parameter param_maybe_default* a='*' star_parameter {star_again}
bare_star_end : ')' | ',' double_star_or_close
double_star_or_close : ')' | '**'
invalid_kwds : '**' param a='=' {kwds_default} | '**' param ',' a=param {after_kwds}
    | '**' param ',' a=star_or_slash {after_kwds}
star_or_slash : '*' | '**' | '/'
invalid_lambda_parameters : a='/' ',' {slash_first}
    | lambda_any_slash lambda_param_maybe_default* a='/' {slash_again}
    | lambda_slash_no_default? lambda_param_no_default* lambda_default_before
        a=lambda_param_no_default {default_missing}
    | lambda_param_no_default* a='(' ','.NAME+ ','? b=')' {lambda_brackets}
    | lambda_any_slash? lambda_param_maybe_default* '*' lambda_star_parameter
        lambda_param_maybe_default* a='/' {slash_after_star}
    | lambda_param_maybe_default+ '/' a='*' {comma_before_star}
lambda_any_slash : lambda_slash_no_default | lambda_slash_with_default
lambda_default_before : lambda_slash_with_default | lambda_param_with_default+
lambda_star_parameter : ',' | lambda_param_no_default
invalid_lambda_star_etc : '*' lambda_bare_star_end {lambda_bare_star} | '*' NAME a='='
    {star_default} | '*' lambda_star_parameter lambda_param_maybe_default* a='*'
    lambda_star_parameter {star_again}
lambda_bare_star_end : ':' | ',' lambda_double_star_or_colon
lambda_double_star_or_colon : ':' | '**'
invalid_lambda_kwds : '**' NAME a='=' {kwds_default} | '**' NAME ',' a=NAME {after_kwds}
    | '**' NAME ',' a=star_or_slash {after_kwds}
invalid_with_item : expression 'as' a=expression &(',' | ')' | ':') {assign_target}
invalid_for_target : 'async'? 'for' a=star_expressions {for_target}
invalid_group : '(' a=starred_expression ')' {starred_group} | '(' a='**' expression ')'
    {double_starred_group}
invalid_import : a='import' ','.dotted_name+ 'from' dotted_name {import_from_swapped}
invalid_import_from_targets : import_from_as_names ',' NEWLINE {import_trailing_comma}
with_items : ','.with_expression+
with_expression : expression as_target?
with_bracketed : '(' ','.with_expressions+ ','? ')'
with_expressions : expressions as_target?
as_target : 'as' star_target
invalid_with_stmt : 'async'? 'with' with_items NEWLINE {colon_expected}
    | 'async'? 'with' with_bracketed NEWLINE {colon_expected}
invalid_with_stmt_indent : 'async'? a='with' with_items ':' NEWLINE !INDENT {indent_with}
    | 'async'? a='with' with_bracketed ':' NEWLINE !INDENT {indent_with}
invalid_try_stmt : a='try' ':' NEWLINE !INDENT {indent_try}
    | 'try' ':' block !('except' | 'finally') {except_expected}
    | 'try' ':' block* except_block+ a='except' b='*' expression as_name? ':' {mixed_except}
    | 'try' ':' block* except_star_block+ a='except' except_type? ':' {mixed_except_plain}
except_type : expression as_name?
invalid_except_stmt : 'except' '*'? a=expression ',' expressions as_name? ':' {except_brackets}
    | 'except' '*'? expression as_name? NEWLINE {colon_expected} | 'except' NEWLINE {colon_expected}
    | 'except' '*' newline_or_colon {except_star_type}
newline_or_colon : NEWLINE | ':'
invalid_finally_stmt : a='finally' ':' NEWLINE !INDENT {indent_finally}
invalid_except_stmt_indent : a='except' expression as_name? ':' NEWLINE !INDENT {indent_except}
    | a='except' ':' NEWLINE !INDENT {indent_except}
invalid_except_star_stmt_indent : a='except' '*' expression as_name? ':' NEWLINE !INDENT
    {indent_except_star}
invalid_match_stmt : "match" subject_expr NEWLINE {colon_expected}
    | a="match" subject_expr ':' NEWLINE !INDENT {indent_match}
invalid_case_block : "case" patterns guard? NEWLINE {colon_expected}
    | a="case" patterns guard? ':' NEWLINE !INDENT {indent_case}
invalid_as_pattern : or_pattern 'as' a="_" {pattern_wildcard} | or_pattern 'as' !NAME a=expression
    {pattern_target}
invalid_class_pattern : name_or_attr '(' positional_comma? keyword_patterns ','
    a=positional_patterns {pattern_positional_late}
positional_comma : positional_patterns ','
invalid_if_stmt : 'if' named_expression NEWLINE {colon_expected}
    | a='if' named_expression ':' NEWLINE !INDENT {indent_if}
invalid_elif_stmt : 'elif' named_expression NEWLINE {colon_expected}
    | a='elif' named_expression ':' NEWLINE !INDENT {indent_elif}
invalid_else_stmt : a='else' ':' NEWLINE !INDENT {indent_else}
invalid_while_stmt : 'while' named_expression NEWLINE {colon_expected}
    | a='while' named_expression ':' NEWLINE !INDENT {indent_while}
invalid_for_stmt : 'async'? 'for' star_targets 'in' star_expressions NEWLINE {colon_expected}
    | 'async'? a='for' star_targets 'in' star_expressions ':' NEWLINE !INDENT {indent_for}
invalid_def_raw : 'async'? a='def' NAME type_params? '(' params? ')' returns? ':' NEWLINE !INDENT
    {indent_def}
invalid_class_def_raw : 'class' NAME type_params? class_arguments? NEWLINE {colon_expected}
    | a='class' NAME type_params? class_arguments? ':' NEWLINE !INDENT {indent_class}
invalid_double_starred_kvpairs : ','.double_starred_kvpair+ ',' invalid_kvpair | expression ':'
    a='*' bitwise_or {starred_value} | expression a=':' &('}' | ',') {value_expected}
invalid_kvpair : a=expression !':' {key_colon} | expression ':' a='*' bitwise_or {starred_value} |
    expression a=':' &('}' | ',') {value_expected}
invalid_replacement_field : '{' a='=' {field_empty} | '{' a='!' {field_empty} | '{' a=':'
    {field_empty} | '{' a='}' {field_empty} | '{' !field_value {field_bad} | '{' field_value !('='
    | '!' | ':' | '}') {field_after_value} | '{' field_value '=' !('!' | ':' | '}')
    {field_after_equal} | '{' field_value '='? invalid_conversion_character | '{' field_value '='?
    fstring_conversion? !(':' | '}') {field_after_conversion} | '{' field_value '='?
    fstring_conversion? ':' fstring_format_spec* !'}' {field_after_specification} | '{'
    field_value '='? fstring_conversion? !'}' {field_unclosed}
invalid_conversion_character : '!' &(':' | '}') {conversion_missing} | '!' !NAME {conversion_bad}
"""
