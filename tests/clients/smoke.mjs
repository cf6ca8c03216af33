// The AWS SDK for JavaScript: each resource once, and how a refusal arrives. Prints one JSON object.
import * as sdk from "@aws-sdk/client-pinpoint-sms-voice-v2";

const client = new sdk.PinpointSMSVoiceV2Client({maxAttempts: 1});
const call = (name, input = {}) => client.send(new sdk[`${name}Command`](input));
const said = {};

const number = await call("RequestPhoneNumber", {
  IsoCountryCode: "US", MessageType: "TRANSACTIONAL", NumberCapabilities: ["SMS"], NumberType: "LONG_CODE",
});
const pool = await call("CreatePool", {
  OriginationIdentity: number.PhoneNumberId, MessageType: "TRANSACTIONAL", IsoCountryCode: "US",
});
said.created = pool.CreatedTimestamp instanceof Date;
said.number = (await call("DescribePhoneNumbers", {PhoneNumberIds: [number.PhoneNumberId]})).PhoneNumbers[0].PoolId;
const sender = await call("RequestSenderId", {SenderId: "Smoke", IsoCountryCode: "GB"});
await call("AssociateOriginationIdentity", {
  PoolId: pool.PoolId, OriginationIdentity: sender.SenderIdArn, IsoCountryCode: "GB",
});
said.identities = [];
for await (const page of sdk.paginateListPoolOriginationIdentities({client, pageSize: 1}, {PoolId: pool.PoolId})) {
  said.identities.push(...page.OriginationIdentities.map((one) => one.OriginationIdentity));
}
await call("PutKeyword", {OriginationIdentity: pool.PoolId, Keyword: "info", KeywordMessage: "Hello"});
said.keywords = (await call("DescribeKeywords", {OriginationIdentity: pool.PoolId})).Keywords.map((one) => one.Keyword);
await call("TagResource", {ResourceArn: pool.PoolArn, Tags: [{Key: "Name", Value: "smoke"}]});
said.tags = (await call("ListTagsForResource", {ResourceArn: pool.PoolArn})).Tags;
await call("CreateOptOutList", {OptOutListName: "smoke"});
await call("PutOptedOutNumber", {OptOutListName: "smoke", OptedOutNumber: "+12065550123"});
said.optedOut = (await call("DescribeOptedOutNumbers", {OptOutListName: "smoke"})).OptedOutNumbers.length;
await call("CreateConfigurationSet", {ConfigurationSetName: "smoke"});
await call("SetDefaultSenderId", {ConfigurationSetName: "smoke", SenderId: "SMOKE"});
said.sets = (await call("DescribeConfigurationSets")).ConfigurationSets.map((one) => one.DefaultSenderId);
said.limits = (await call("DescribeAccountLimits")).AccountLimits.find((one) => one.Name === "POOLS").Used;
said.spend = (await call("DescribeSpendLimits")).SpendLimits.length > 0;
const verified = await call("CreateVerifiedDestinationNumber", {DestinationPhoneNumber: "+12065550100"});
said.verified = verified.Status;
const policy = JSON.stringify({Version: "2012-10-17", Statement: []});
said.policy = (await call("PutResourcePolicy", {ResourceArn: pool.PoolArn, Policy: policy})).Policy === policy;
const text = {DestinationPhoneNumber: "+14254147755", MessageBody: "Your code is 123456."};
said.sent = [];
for (const from of [pool.PoolId, number.PhoneNumberArn, undefined]) {
  said.sent.push((await call("SendTextMessage", {...text, OriginationIdentity: from})).MessageId.length);
}
const abroad = {...text, DestinationPhoneNumber: "+447860019066", OriginationIdentity: "SMOKE"};
said.sent.push((await call("SendTextMessage", abroad)).MessageId.length);
said.dry = (await call("SendTextMessage", {...text, OriginationIdentity: pool.PoolArn, DryRun: true})).MessageId.length;
await call("PutOptedOutNumber", {OptOutListName: "Default", OptedOutNumber: text.DestinationPhoneNumber});
try {
  await call("SendTextMessage", {...text, OriginationIdentity: pool.PoolId});
} catch (error) {
  said.unsent = [error.name, error.Reason, error instanceof sdk.ConflictException];
}
try {
  await call("ReleasePhoneNumber", {PhoneNumberId: number.PhoneNumberId});
} catch (error) {
  said.refusal = [error.name, error.Reason, error.ResourceType, error instanceof sdk.ConflictException];
}
try {
  await call("DescribePools", {MaxResults: 101});
} catch (error) {
  said.fields = error.Fields;
}
said.deleted = (await call("DeletePool", {PoolId: pool.PoolId})).Status;
console.log(JSON.stringify(said));
