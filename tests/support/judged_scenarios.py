"""The scenarios of the server that judges clients (see `judged_calls`): which are met, and why some are not."""

from __future__ import annotations

SCENARIOS: dict[str, str] = {
    "url": """
        UrlPathItemGetAll UrlPathItemGetGlobalAndLocalNull UrlPathItemGetGlobalNull
        UrlPathItemGetPathItemAndLocalNull UrlPathsArrayCSVInPath UrlPathsBoolFalse UrlPathsBoolTrue
        UrlPathsByteEmpty UrlPathsByteMultiByte UrlPathsDateTimeValid UrlPathsDateValid UrlPathsDoubleNegative
        UrlPathsDoublePositive UrlPathsEnumValid UrlPathsFloatNegative UrlPathsFloatPositive UrlPathsIntNegative
        UrlPathsIntPositive UrlPathsIntUnixTime UrlPathsLongNegative UrlPathsLongPositive
        UrlPathsStringBase64Url UrlPathsStringEmpty UrlPathsStringUnicode UrlPathsStringUrlEncoded
        UrlPathsStringUrlNonEncoded UrlQueriesArrayCsvEmpty UrlQueriesArrayCsvNull UrlQueriesArrayCsvValid
        UrlQueriesArrayNoCollectionFormatValid UrlQueriesArrayPipesValid UrlQueriesArraySsvValid UrlQueriesArrayTsvValid
        UrlQueriesBoolFalse UrlQueriesBoolNull UrlQueriesBoolTrue UrlQueriesByteEmpty UrlQueriesByteMultiByte
        UrlQueriesByteNull UrlQueriesDateNull UrlQueriesDateTimeNull UrlQueriesDateTimeValid UrlQueriesDateValid
        UrlQueriesDoubleNegative UrlQueriesDoubleNull UrlQueriesDoublePositive UrlQueriesEnumNull
        UrlQueriesEnumValid UrlQueriesFloatNegative UrlQueriesFloatNull UrlQueriesFloatPositive
        UrlQueriesIntNegative UrlQueriesIntNull UrlQueriesIntPositive UrlQueriesLongNegative UrlQueriesLongNull
        UrlQueriesLongPositive UrlQueriesStringEmpty UrlQueriesStringNull UrlQueriesStringUnicode
        UrlQueriesStringUrlEncoded
    """,
    "url-multi-collectionFormat": """
        UrlQueriesArrayMultiEmpty UrlQueriesArrayMultiNull UrlQueriesArrayMultiValid
    """,
    "header": """
        CustomHeaderInRequest HeaderParameterBoolFalse HeaderParameterBoolTrue HeaderParameterBytesValid
        HeaderParameterDateMin HeaderParameterDateTimeMin HeaderParameterDateTimeRfc1123Min
        HeaderParameterDateTimeRfc1123Valid HeaderParameterDateTimeValid HeaderParameterDateValid
        HeaderParameterDoubleNegative HeaderParameterDoublePositive HeaderParameterDurationValid
        HeaderParameterEnumNull HeaderParameterEnumValid HeaderParameterExistingKey HeaderParameterFloatNegative
        HeaderParameterFloatPositive HeaderParameterIntegerNegative HeaderParameterIntegerPositive
        HeaderParameterLongNegative HeaderParameterLongPositive HeaderParameterStringEmpty
        HeaderParameterStringNull HeaderParameterStringValid HeaderResponseBoolFalse HeaderResponseBoolTrue
        HeaderResponseBytesValid HeaderResponseDateMin HeaderResponseDateTimeMin
        HeaderResponseDateTimeRfc1123Min HeaderResponseDateTimeRfc1123Valid HeaderResponseDateTimeValid
        HeaderResponseDateValid HeaderResponseDoubleNegative HeaderResponseDoublePositive
        HeaderResponseDurationValid HeaderResponseEnumNull HeaderResponseEnumValid HeaderResponseExistingKey
        HeaderResponseFloatNegative HeaderResponseFloatPositive HeaderResponseIntegerNegative
        HeaderResponseIntegerPositive HeaderResponseLongNegative HeaderResponseLongPositive
        HeaderResponseProtectedKey HeaderResponseStringEmpty HeaderResponseStringNull HeaderResponseStringValid
    """,
    "body-array": """
        getArrayArrayEmpty getArrayArrayItemEmpty getArrayArrayItemNull getArrayArrayNull getArrayArrayValid
        getArrayBase64Url getArrayBooleanValid getArrayBooleanWithNull getArrayBooleanWithString
        getArrayByteValid getArrayByteWithNull getArrayComplexEmpty getArrayComplexItemEmpty
        getArrayComplexItemNull getArrayComplexNull getArrayComplexValid getArrayDateTimeRfc1123Valid
        getArrayDateTimeValid getArrayDateTimeWithInvalidChars getArrayDateTimeWithNull getArrayDateValid
        getArrayDateWithInvalidChars getArrayDateWithNull getArrayDictionaryEmpty getArrayDictionaryItemEmpty
        getArrayDictionaryItemNull getArrayDictionaryNull getArrayDictionaryValid getArrayDoubleValid
        getArrayDoubleWithNull getArrayDoubleWithString getArrayDurationValid getArrayEmpty getArrayEnumValid
        getArrayFloatValid getArrayFloatWithNull getArrayFloatWithString getArrayIntegerValid
        getArrayIntegerWithNull getArrayIntegerWithString getArrayInvalid getArrayLongValid getArrayLongWithNull
        getArrayLongWithString getArrayNull getArrayStringEnumValid getArrayStringValid getArrayStringWithNull
        getArrayStringWithNumber getArrayUuidValid getArrayUuidWithInvalidChars putArrayArrayValid
        putArrayBooleanValid putArrayByteValid putArrayComplexValid putArrayDateTimeRfc1123Valid
        putArrayDateTimeValid putArrayDateValid putArrayDictionaryValid putArrayDoubleValid
        putArrayDurationValid putArrayEmpty putArrayEnumValid putArrayFloatValid putArrayIntegerValid
        putArrayLongValid putArrayStringEnumValid putArrayStringValid putArrayUuidValid
    """,
    "body-boolean": """
        getBoolFalse getBoolInvalid getBoolNull getBoolTrue putBoolFalse putBoolTrue
    """,
    "body-byte": """
        getByteEmpty getByteInvalid getByteNonAscii getByteNull putByteNonAscii
    """,
    "body-complex": """
        getComplexArrayEmpty getComplexArrayNotProvided getComplexArrayValid getComplexBasicEmpty
        getComplexBasicInvalid getComplexBasicNotProvided getComplexBasicNull getComplexBasicValid
        getComplexDictionaryEmpty getComplexDictionaryNotProvided getComplexDictionaryNull
        getComplexDictionaryValid getComplexInheritanceValid getComplexPolymorphicRecursiveValid
        getComplexPolymorphismComplicated getComplexPolymorphismDotSyntax getComplexPolymorphismValid
        getComplexPrimitiveBool getComplexPrimitiveByte getComplexPrimitiveDate getComplexPrimitiveDateTime
        getComplexPrimitiveDateTimeRfc1123 getComplexPrimitiveDouble getComplexPrimitiveDuration
        getComplexPrimitiveFloat getComplexPrimitiveInteger getComplexPrimitiveLong getComplexPrimitiveString
        getComplexReadOnlyPropertyValid getComposedWithDiscriminator getComposedWithoutDiscriminator
        putComplexArrayEmpty putComplexArrayValid putComplexBasicValid putComplexDictionaryEmpty
        putComplexDictionaryValid putComplexInheritanceValid putComplexPolymorphicRecursiveValid
        putComplexPolymorphismComplicated putComplexPolymorphismNoDiscriminator putComplexPolymorphismValid
        putComplexPrimitiveBool putComplexPrimitiveByte putComplexPrimitiveDate putComplexPrimitiveDateTime
        putComplexPrimitiveDateTimeRfc1123 putComplexPrimitiveDouble putComplexPrimitiveDuration
        putComplexPrimitiveFloat putComplexPrimitiveInteger putComplexPrimitiveLong putComplexPrimitiveString
        putComplexReadOnlyPropertyValid
    """,
    "body-date": """
        getDateInvalid getDateMax getDateMin getDateNull getDateOverflow getDateUnderflow putDateMax putDateMin
    """,
    "body-datetime": """
        getDateTimeInvalid getDateTimeMaxLocalNegativeOffsetLowercase getDateTimeMaxLocalNegativeOffsetUppercase
        getDateTimeMaxLocalPositiveOffsetLowercase getDateTimeMaxLocalPositiveOffsetUppercase
        getDateTimeMaxUtc7MSUppercase getDateTimeMaxUtcLowercase getDateTimeMaxUtcUppercase
        getDateTimeMinLocalNegativeOffset getDateTimeMinLocalNoOffset getDateTimeMinLocalPositiveOffset
        getDateTimeMinUtc getDateTimeNull getDateTimeOverflow getDateTimeUnderflow
        putDateTimeMaxLocalNegativeOffset putDateTimeMaxLocalPositiveOffset putDateTimeMaxUtc
        putDateTimeMaxUtc7MS putDateTimeMinLocalNegativeOffset putDateTimeMinLocalPositiveOffset
        putDateTimeMinUtc
    """,
    "body-datetime-rfc1123": """
        getDateTimeRfc1123Invalid getDateTimeRfc1123MaxUtcLowercase getDateTimeRfc1123MaxUtcUppercase
        getDateTimeRfc1123MinUtc getDateTimeRfc1123Null getDateTimeRfc1123Overflow getDateTimeRfc1123Underflow
        putDateTimeRfc1123Max putDateTimeRfc1123Min
    """,
    "body-dictionary": """
        getDictionaryArrayEmpty getDictionaryArrayItemEmpty getDictionaryArrayItemNull getDictionaryArrayNull
        getDictionaryArrayValid getDictionaryBase64Url getDictionaryBooleanValid getDictionaryBooleanWithNull
        getDictionaryBooleanWithString getDictionaryByteValid getDictionaryByteWithNull
        getDictionaryComplexEmpty getDictionaryComplexItemEmpty getDictionaryComplexItemNull
        getDictionaryComplexNull getDictionaryComplexValid getDictionaryDateTimeRfc1123Valid
        getDictionaryDateTimeValid getDictionaryDateTimeWithInvalidChars getDictionaryDateTimeWithNull
        getDictionaryDateValid getDictionaryDateWithInvalidChars getDictionaryDateWithNull
        getDictionaryDictionaryEmpty getDictionaryDictionaryItemEmpty getDictionaryDictionaryItemNull
        getDictionaryDictionaryNull getDictionaryDictionaryValid getDictionaryDoubleValid
        getDictionaryDoubleWithNull getDictionaryDoubleWithString getDictionaryDurationValid getDictionaryEmpty
        getDictionaryFloatValid getDictionaryFloatWithNull getDictionaryFloatWithString
        getDictionaryIntegerValid getDictionaryIntegerWithNull getDictionaryIntegerWithString
        getDictionaryInvalid getDictionaryKeyEmptyString getDictionaryLongValid getDictionaryLongWithNull
        getDictionaryLongWithString getDictionaryNull getDictionaryNullValue getDictionaryNullkey
        getDictionaryStringValid getDictionaryStringWithNull getDictionaryStringWithNumber
        putDictionaryArrayValid putDictionaryBooleanValid putDictionaryByteValid putDictionaryComplexValid
        putDictionaryDateTimeRfc1123Valid putDictionaryDateTimeValid putDictionaryDateValid
        putDictionaryDictionaryValid putDictionaryDoubleValid putDictionaryDurationValid putDictionaryEmpty
        putDictionaryFloatValid putDictionaryIntegerValid putDictionaryLongValid putDictionaryStringValid
    """,
    "body-duration": """
        getDurationInvalid getDurationNull getDurationPositive putDurationPositive
    """,
    "body-file": """
        FileStreamEmpty FileStreamNonempty FileStreamVeryLarge
    """,
    "body-formdata": """
        FormdataStreamUploadFile StreamUploadFile
    """,
    "body-formdata-urlencoded": """
        UpdatePetWithForm UrlEncodedDataWithPartialConstantBody
    """,
    "body-integer": """
        getIntegerInvalid getIntegerNull getIntegerOverflow getIntegerUnderflow getInvalidUnixTime
        getLongOverflow getLongUnderflow getNullUnixTime getUnixTime putIntegerMax putIntegerMin putLongMax
        putLongMin putUnixTime
    """,
    "body-number": """
        getDecimalBig getDecimalBigNegativeDecimal getDecimalBigPositiveDecimal getDecimalInvalid
        getDecimalSmall getDoubleBigNegativeDecimal getDoubleBigPositiveDecimal getDoubleBigScientificNotation
        getDoubleInvalid getDoubleSmallScientificNotation getFloatBigScientificNotation getFloatInvalid
        getFloatSmallScientificNotation getNumberNull putDecimalBig putDecimalBigNegativeDecimal
        putDecimalBigPositiveDecimal putDecimalSmall putDoubleBigNegativeDecimal putDoubleBigPositiveDecimal
        putDoubleBigScientificNotation putDoubleSmallScientificNotation putFloatBigScientificNotation
        putFloatSmallScientificNotation
    """,
    "body-string": """
        getEnumNotExpandable getEnumReferenced getEnumReferencedConstant getStringBase64Encoded
        getStringBase64UrlEncoded getStringEmpty getStringMultiByteCharacters getStringNotProvided getStringNull
        getStringNullBase64UrlEncoding getStringWithLeadingAndTrailingWhitespace putEnumNotExpandable
        putEnumReferenced putEnumReferencedConstant putStringBase64UrlEncoded putStringEmpty
        putStringMultiByteCharacters putStringNull putStringWithLeadingAndTrailingWhitespace
    """,
    "body-time": """
        BodyTimeGet BodyTimePut
    """,
}
"""Document → the names of the scenarios that are met when all its operations are called."""

DIFFERING: dict[str, str] = {
    "body-array": """
        array_getArrayNull array_getBooleanInvalidNull array_getBooleanInvalidString array_getByteInvalidNull
        array_getComplexNull array_getDateInvalidNull array_getDateTimeInvalidNull array_getDictionaryNull
        array_getDoubleInvalidNull array_getDoubleInvalidString array_getFloatInvalidNull
        array_getFloatInvalidString array_getIntInvalidNull array_getIntInvalidString array_getInvalid
        array_getLongInvalidNull array_getLongInvalidString array_getNull array_getStringWithInvalid
    """,
    "body-boolean": """
        bool_getInvalid
    """,
    "body-byte": """
        byte_getNull
    """,
    "body-complex": """
        array_getValid basic_getInvalid basic_getNotProvided basic_getNull dictionary_getValid
        polymorphism_getComposedWithoutDiscriminator primitive_getString
    """,
    "body-date": """
        date_getMinDate
    """,
    "body-datetime": """
        datetime_getLocalNegativeOffsetMinDateTime datetime_getLocalPositiveOffsetMinDateTime
    """,
    "body-datetime-rfc1123": """
        datetimerfc1123_getUtcMinDateTime
    """,
    "body-dictionary": """
        dictionary_getBooleanInvalidNull dictionary_getBooleanInvalidString dictionary_getByteInvalidNull
        dictionary_getDateInvalidNull dictionary_getDateTimeInvalidNull dictionary_getDictionaryNull
        dictionary_getDoubleInvalidNull dictionary_getDoubleInvalidString dictionary_getFloatInvalidNull
        dictionary_getFloatInvalidString dictionary_getIntInvalidNull dictionary_getIntInvalidString
        dictionary_getInvalid dictionary_getLongInvalidNull dictionary_getLongInvalidString dictionary_getNull
        dictionary_getNullKey dictionary_getNullValue dictionary_getStringWithInvalid
        dictionary_getStringWithNull
    """,
    "body-duration": "",
    "body-file": """
        files_GetFileLarge
    """,
    "body-formdata": "",
    "body-formdata-urlencoded": "",
    "body-integer": """
        int_getInvalid int_getInvalidUnixTime
    """,
    "body-number": """
        number_getInvalidDecimal number_getInvalidDouble number_getInvalidFloat
    """,
    "body-string": """
        enum_getReferencedConstant string_getNotProvided
    """,
    "body-time": "",
}
"""Document → the operations whose responses are wrong on purpose: no JSON, nothing, or another value than declared."""

UNMET: dict[str, str] = {
    "one value is to be several parameters of the query: `&` and `=` in a value are always encoded": """
        AzureMethodQueryUrlEncoding AzurePathQueryUrlEncoding AzureSwaggerQueryUrlEncoding
    """,
    "`Content-Type` is a parameter of an operation without a body: the client writes it for bodies only": """
        HeaderParameterProtectedKey
    """,
    "an API key with a space; and the document lacks the query and the body that the server wants": """
        RequestWithSecrets
    """,
    "the server counts the bytes of JSON with a space after the colon": """
        PassMergePatchObject
    """,
    "in `x-ms-paths` of the document, an extension": """
        PagingFragment PagingReturnModelWithXMSClientName
    """,
    "not in the document": """
        DPGGlassBreaker
    """,
    "the server never counts it": """
        MultiapiDifferentCallsApiVersionOne MultiapiDifferentCallsApiVersionThree
        MultiapiDifferentCallsApiVersionTwo MultiapiPostTestFourApiVersionThreePDF
    """,
    "the retry has to send back a cookie: the client keeps none": """
        HttpRetry408Head HttpRetry500Patch HttpRetry500Put HttpRetry502Get HttpRetry502Options
        HttpRetry503Delete HttpRetry503Post HttpRetry504Patch HttpRetry504Put PagingMultipleRetryFirst
        PagingMultipleRetrySecond
    """,
    "a long-running operation: the client returns its first response, and does not ask for its end": """
        CustomHeaderPostAsyncSucceded CustomHeaderPostSucceeded CustomHeaderPutAsyncSucceded
        CustomHeaderPutSucceeded LROConstantParameterizedGet LRODelete200 LRODelete204
        LRODeleteAsyncNoHeaderInRetry LRODeleteAsyncNoRetrySucceeded LRODeleteAsyncRetryCanceled
        LRODeleteAsyncRetryFailed LRODeleteAsyncRetrySucceeded LRODeleteNoHeaderInRetry
        LRODeleteProvisioningCanceled LRODeleteProvisioningFailed LRODeleteProvisioningSucceededWithBody
        LROErrorDeleteAsyncInvalidJsonPolling LROErrorDeleteAsyncNoPollingStatus
        LROErrorPostAsyncInvalidJsonPolling LROErrorPostAsyncNoPollingPayload LROErrorPutAsyncInvalidJsonPolling
        LROErrorPutAsyncNoPollingStatus LROErrorPutAsyncNoPollingStatusPayload LRONonRetryDelete202Retry400
        LRONonRetryDeleteAsyncRetry400 LRONonRetryPost202Retry400 LRONonRetryPostAsyncRetry400
        LRONonRetryPut201Creating400 LRONonRetryPut201Creating400InvalidJson LRONonRetryPutAsyncRetry400
        LROParameterizedEndpoint LROPatch201WithAsyncHeader LROPatch202WithAsyncAndLocationHeader LROPost200
        LROPostAndGetList LROPostAsyncNoRetrySucceeded LROPostAsyncRetryCanceled LROPostAsyncRetryFailed
        LROPostAsyncRetrySucceeded LROPostDoubleHeadersFinalAzureHeaderGet
        LROPostDoubleHeadersFinalAzureHeaderGetDefault LROPostDoubleHeadersFinalLocationAsync
        LROPostDoubleHeadersFinalLocationGet LROPostSuccededNoBody LROPostSuccededWithBody LROPut202Retry200
        LROPutAsyncNoHeaderInRetry LROPutAsyncNoRetryCanceled LROPutAsyncNoRetrySucceeded LROPutAsyncRetryFailed
        LROPutAsyncRetrySucceeded LROPutCanceled LROPutFailed LROPutNoHeaderInRetry
        LROPutNonResourceAsyncInRetry LROPutNonResourceInRetry LROPutSubResourceAsyncInRetry
        LROPutSubResourceInRetry LROPutSucceededNoBody LROPutSucceededWithBody
        LRORetryErrorDelete202Accepted200Succeeded LRORetryErrorDelete202Retry200Succeeded
        LRORetryErrorDeleteAsyncRetrySucceeded LRORetryErrorPost202Retry200Succeeded
        LRORetryErrorPostAsyncRetrySucceeded LRORetryErrorPutAsyncSucceeded
        LRORetryErrorPutAsyncSucceededPolling LRORetryPutSucceededWithBody PagingMultipleLRO
    """,
}
"""Reason → the names of the scenarios that are not met for it; there are no others."""
